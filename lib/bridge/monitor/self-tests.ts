import 'server-only'
import { randomUUID } from 'node:crypto'
import { runningLockstep } from '../lockstep.ts'
import { Canary } from './canary.ts'

export type SelfTest = {
  readonly name: string
  readonly passed: boolean
  readonly ms: number
  readonly detail: string
}

type Check = (canary: Canary) => Promise<void>

const CHECKS: Readonly<Record<string, Check>> = {
  'staff → person': async (canary) => {
    const page = await canary.open(canary.person)
    const { version } = await canary.write(canary.staff, 'newest', { value: 'from staff' })
    const event = await page.hears(version)
    must(
      event.actor.role === 'admin' && event.fields.value === 'from staff',
      'the page heard of something else',
    )
  },
  'person → staff': async (canary) => {
    const page = await canary.open(canary.staff)
    const { version } = await canary.write(canary.person, 'newest', { value: 'from the person' })
    const event = await page.hears(version)
    must(
      event.actor.role === 'user' && event.fields.value === 'from the person',
      'the page heard of something else',
    )
  },
  'conflict: staff first': async (canary) => {
    const { version: seen } = await canary.write(canary.person, 'newest', { value: 'both saw this' })
    await canary.write(canary.person, seen, { value: 'the person’s' })
    const won = await canary.write(canary.staff, seen, { value: 'staff’s' })
    must(won.conflicts[0]?.rule === 'admin-override' && won.applied.includes('value'), 'staff did not win')
    const lost = await canary.write(canary.person, seen, { value: 'the person’s again' })
    must(lost.refused[0]?.rule === 'admin-override', 'the person’s write was not refused')
    const after = await canary.write(canary.person, won.version, { value: 'having seen it' })
    must(
      after.conflicts.length === 0 && after.applied.includes('value'),
      'an edit that had seen it was refused',
    )
  },
  'conflict: last change wins': async (canary) => {
    const { version: seen } = await canary.write(canary.staff, 'newest', { value: 'seen by both' })
    await canary.write(canary.staff, seen, { value: 'one' })
    const won = await canary.write(canary.staff, seen, { value: 'the other' })
    must(
      won.conflicts[0]?.rule === 'last-write-wins' && won.applied.includes('value'),
      'the later one did not win',
    )
  },
  'different fields merge': async (canary) => {
    const { version: seen } = await canary.write(canary.staff, 'newest', { value: 'seen', note: 'seen' })
    await canary.write(canary.staff, seen, { value: 'staff’s field' })
    const merged = await canary.write(canary.person, seen, { note: 'the person’s field' })
    must(merged.conflicts.length === 0 && merged.applied.includes('note'), 'they did not merge')
  },
  'protected field': async (canary) => {
    const answer = await canary.write(canary.person, 'newest', { level: 'high', value: 'the rest' })
    must(
      answer.refused[0]?.rule === 'protected' && answer.applied.includes('value'),
      'the field was not refused alone',
    )
    must(answer.conflicts.length === 1, 'there is not one record of it')
  },
  'a repeat counts once': async (canary) => {
    const key = randomUUID()
    const { version: seen } = await canary.write(canary.staff, 'newest', { value: `before ${key}` })
    const first = await canary.write(canary.staff, seen, { value: 'once' }, key)
    const again = await canary.write(canary.staff, seen, { value: 'once' }, key)
    must(first.version === again.version, 'it was written twice')
  },
  'offline, then replay': async (canary) => {
    const page = await canary.open(canary.person)
    page.disconnect()
    const versions: number[] = []
    for (let n = 0; n < 5; n++)
      versions.push((await canary.write(canary.staff, 'newest', { value: `missed ${n}` })).version)
    await page.reconnect()
    await page.hears(versions.at(-1) ?? 0)
    const heard = page.events.map(({ version }) => version)
    must(heard.join() === versions.join(), `it heard ${heard.join()} and missed ${versions.join()}`)
  },
  'a cut connection comes back': async (canary) => {
    const page = await canary.open(canary.person)
    const before = await canary.write(canary.staff, 'newest', { value: 'before the cut' })
    await page.hears(before.version)
    must(runningLockstep()?.drop(page.clientId) === true, 'the connection was not there to be cut')
    const meanwhile = await canary.write(canary.staff, 'newest', { value: 'meanwhile' })
    await page.hears(meanwhile.version)
    const heard = page.events.map(({ version }) => version)
    must(heard.join() === [before.version, meanwhile.version].join(), `it heard ${heard.join()}`)
  },
}

/** Runs every check on a canary of its own, one after the other; `tell` hears of each as it ends. */
export async function runSelfTests(tell: (done: number, total: number) => void): Promise<SelfTest[]> {
  const results: SelfTest[] = []
  const checks = Object.entries(CHECKS)
  for (const [name, check] of checks) {
    const startedAt = performance.now()
    const canary = await Canary.hatch()
    const detail = await check(canary).then(
      () => '',
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    )
    await canary.remove()
    results.push({ name, passed: detail === '', ms: Math.round(performance.now() - startedAt), detail })
    tell(results.length, checks.length)
  }
  return results
}

/** From the write of one side to the page of the other, and back, in ms. */
export async function measureRoundTrip(): Promise<{
  toPersonMs: number
  toStaffMs: number
  writeMs: number
}> {
  const canary = await Canary.hatch()
  try {
    const [person, staff] = [await canary.open(canary.person), await canary.open(canary.staff)]
    const startedAt = performance.now()
    const there = await canary.write(canary.staff, 'newest', { value: 'there' })
    const writtenAt = performance.now()
    await person.hears(there.version)
    const thereAt = performance.now()
    const back = await canary.write(canary.person, there.version, { value: 'and back' })
    await staff.hears(back.version)
    const round = (ms: number) => Math.round(ms * 10) / 10
    return {
      writeMs: round(writtenAt - startedAt),
      toPersonMs: round(thereAt - startedAt),
      toStaffMs: round(performance.now() - thereAt),
    }
  } finally {
    await canary.remove()
  }
}

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}
