import { expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import type { AuditDraft } from './repo.ts'
import { verifyAuditLog } from './service.ts'
import { AuditWriter } from './writer.ts'

const database = useDatabase()

const draft = (action: string): AuditDraft => ({
  at: new Date(),
  actor: SYSTEM_ACTOR,
  action,
  target: 'x',
  outcome: 'done',
  details: {},
})

const written = async () =>
  (await database.query<{ action: string }>('SELECT action FROM audit_entry ORDER BY seq')).map(
    ({ action }) => action,
  )

test('entries of several processes at once make one chain, those of each process in its order', async () => {
  const processes = [new AuditWriter(), new AuditWriter(), new AuditWriter()]
  const names = Array.from({ length: 300 }, (_, n) => `p${n % 3} ${n}`)
  await Promise.all(names.map((name, n) => processes[n % 3]?.write(draft(name))))
  const actions = await written()
  expect(actions).toHaveLength(300)
  for (const process of ['p0', 'p1', 'p2'])
    expect(actions.filter((action) => action.startsWith(process))).toEqual(
      names.filter((name) => name.startsWith(process)),
    )
  expect(await verifyAuditLog()).toEqual({ intact: true, brokenAt: null })
})

test('they are written together: an entry waits for its own commit and the one under way, not for everybody’s', async () => {
  const before = (await written()).length
  const writer = new AuditWriter()
  await Promise.all(Array.from({ length: 50 }, (_, n) => writer.write(draft(`entry ${n}`))))
  const [{ transactions } = { transactions: 0 }] = await database.query<{ transactions: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS transactions FROM audit_entry WHERE seq > $1',
    [before],
  )
  expect(transactions).toBe(2)
})

test('an entry that the database does not take is told, and takes no other with it', async () => {
  const writer = new AuditWriter()
  const outcomes = await Promise.allSettled(
    ['good', 'bad \u0000', 'better'].map((action) => writer.write(draft(action))),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await written()).slice(-2)).toEqual(['good', 'better'])
  expect(await verifyAuditLog()).toEqual({ intact: true, brokenAt: null })
})
