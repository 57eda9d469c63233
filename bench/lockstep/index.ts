import type { Figures } from '../main.ts'

type Promised = { summary: string; load(): Promise<() => Promise<Figures>>; onDemand?: boolean }

/** What docs/benchmarks.md promises of the bridge, and how each is measured. */
const promises: Record<string, Promised> = {
  B1: {
    summary: 'commit → client, beside raw Socket.IO',
    load: async () => (await import('./propagation.ts')).propagation,
  },
  writes: {
    summary: 'writes a second, beside a bare outbox insert',
    load: async () => (await import('./throughput.ts')).throughput,
  },
  B2: {
    summary: 'transactions that commit out of order',
    load: async () => (await import('./holes.ts')).holes,
  },
  B3: {
    summary: 'app killed, database restarted, sockets dropped, at random times',
    load: async () => (await import('./chaos.ts')).chaos,
  },
  B4: {
    summary: '500 clients return together after 10,000 missed events',
    load: async () => (await import('./return.ts')).comeBack,
  },
  B5: {
    summary: 'random histories of edits, drops, restarts and losses, Postgres as the oracle',
    load: async () => (await import('./model.ts')).model,
  },
  B6: {
    summary: 'a transaction held open for a minute in another database',
    load: async () => (await import('./fence.ts')).fence,
  },
  B7: {
    summary: 'two browsers: staff leave a field → the person’s page shows it',
    load: async () => (await import('./browsers.ts')).browsers,
  },
  B8: {
    summary: 'the tests without the fence, the dedupe, the replay',
    load: async () => (await import('./model.ts')).mutations,
  },
  soak: {
    summary: '500 clients × 20 writes/s for ten minutes (only when asked for)',
    load: async () => (await import('./soak.ts')).soak,
    onDemand: true,
  },
}

/** Runs the promises that are named, or all but those that take long. */
export async function run(names: readonly string[]): Promise<Figures> {
  const unknown = names.filter((name) => !promises[name])
  if (unknown.length > 0) {
    throw new Error(
      `There is no promise ${unknown.join(', ')}: say some of ${Object.keys(promises).join(', ')}.`,
    )
  }
  const figures: Figures = {}
  for (const [name, { summary, load, onDemand }] of Object.entries(promises)) {
    if (names.length > 0 ? !names.includes(name) : onDemand) continue
    process.stdout.write(`  ${name}: ${summary}\n`)
    const measure = await load()
    // One promise that cannot be measured does not keep the others from it.
    const measured = await measure().catch((cause: unknown) => ({ failed: String(cause) }))
    for (const [key, value] of Object.entries(measured)) {
      process.stdout.write(`    ${key.padEnd(64)} ${value ?? 'no data'}\n`)
      figures[`${name} ${key}`] = value
    }
  }
  return figures
}
