import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { historyOf, shortest } from './testing/history.ts'
import { play } from './testing/model.ts'

const database = useDatabase()

/** Always the same ones here; the benchmark comes with fresh ones, for as long as it likes. */
const FIRST_SEED = Number(process.env.MODEL_FIRST_SEED ?? 1)
const FOR_MS = Number(process.env.MODEL_FOR_MS ?? 0)
const SEEDS = 60

beforeAll(() => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '100000' })
  vi.stubGlobal('window', new EventTarget())
})
afterAll(() => {
  vi.unstubAllGlobals()
})

test('whatever happens, every page ends as the database is, and everything that was decided is told once', {
  timeout: FOR_MS + 300_000,
}, async () => {
  const endsAt = performance.now() + FOR_MS
  let played = 0
  for (let seed = FIRST_SEED; played < SEEDS || performance.now() < endsAt; seed++, played++) {
    const history = historyOf(seed)
    const faults = await play(database, history)
    if (faults.length > 0) throw new Error(await report(seed, history, faults))
  }
  if (FOR_MS > 0) process.stdout.write(`${played} histories from seed ${FIRST_SEED} on, none failed\n`)
  expect(played).toBeGreaterThanOrEqual(SEEDS)
})

async function report(
  seed: number,
  history: ReturnType<typeof historyOf>,
  faults: string[],
): Promise<string> {
  const minimal = await shortest(history, async (shorter) => (await play(database, shorter)).length > 0)
  const steps = minimal.map((step, n) => `  ${n + 1}. ${JSON.stringify(step)}`)
  const left = await play(database, minimal)
  return [`Seed ${seed}:`, ...faults, '', `The shortest history that fails:`, ...steps, '', ...left].join(
    '\n',
  )
}
