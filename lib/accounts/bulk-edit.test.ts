import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import type { JobProgress } from '#lib/jobs/definition.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { editSelected, startBulkEdit } from './bulk-edit-service.ts'
import type { BulkUpdate } from './schema.ts'
import { createUser } from './service.ts'

const database = useDatabase()
let admin: Actor

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32) })
  await migrateQueue(database.url)
  const account = { email: 'ada@example.org', name: 'Ada', role: 'admin', plan: 'free' } as const
  const made = await createUser(SYSTEM_ACTOR, { ...account, password: 'a long enough password' })
  if (!made.ok) throw new Error(made.error.message)
  admin = { id: made.value.id, name: 'Ada', role: 'admin', portal: 'admin' }
})

/** People of one name, `count` of them. */
async function crowd(name: string, count: number): Promise<BulkUpdate['select']> {
  await database.query(
    `WITH made AS (
       INSERT INTO "user" (id, email, name) SELECT $1 || '-' || n, $1 || n || '@example.org', $1
       FROM generate_series(1, $2::int) AS n RETURNING id
     ), profiles AS (INSERT INTO profile (user_id) SELECT id FROM made)
     INSERT INTO preferences (user_id) SELECT id FROM made`,
    [name, count],
  )
  return { filter: { q: name } }
}

const edit = (
  update: BulkUpdate,
  options: { runId?: string; onProgress?: (progress: JobProgress) => void } = {},
) => {
  const stop = new AbortController()
  const done = editSelected(update, {
    runId: options.runId ?? newId(),
    requestedBy: admin,
    signal: stop.signal,
    progress: (progress) => {
      options.onProgress?.(progress)
      if (progress.done === 200) stop.abort()
    },
  })
  return done
}

describe('an edit of many people', () => {
  test('changes each by a write of their own, and says how many', async () => {
    const select = await crowd('Mallory', 150)
    await database.query(`UPDATE "user" SET plan = 'annual' WHERE id IN ('Mallory-1', 'Mallory-2')`)
    const told: JobProgress[] = []
    const report = await edit(
      { select, fields: { plan: 'annual', industry: 'Energy' } },
      { onProgress: (progress) => told.push(progress) },
    )
    expect(report).toEqual({ people: 150, changed: 150, unchanged: 0, refused: 0, refusals: [] })
    expect(told.at(-1)).toEqual({ done: 150, total: 150, unit: 'people' })
    const rows = await database.query(
      `SELECT u.plan, u.version AS user, p.industry, p.version AS profile, count(*)::int FROM "user" u
       JOIN profile p ON p.user_id = u.id WHERE u.name = 'Mallory' GROUP BY 1, 2, 3, 4 ORDER BY 2`,
    )
    expect(rows).toEqual([
      { plan: 'annual', user: 1, industry: 'Energy', profile: 2, count: 2 },
      { plan: 'annual', user: 2, industry: 'Energy', profile: 2, count: 148 },
    ])
    const [events] = await database.query<{ count: number }>(
      `SELECT count(*)::int FROM event WHERE entity_id LIKE 'Mallory-%' AND actor->>'id' = $1`,
      [admin.id],
    )
    expect(events?.count).toBe(298)
  })

  test('that begins again writes nobody twice, not even who was changed back meanwhile', async () => {
    const select = await crowd('Niaj', 20)
    const runId = newId()
    await edit({ select, fields: { plan: 'monthly' } }, { runId })
    await database.query(`UPDATE "user" SET plan = 'free' WHERE id = 'Niaj-7'`)
    const again = await edit({ select, fields: { plan: 'monthly' } }, { runId })
    expect(again, 'what it wrote before it was cut off counts').toMatchObject({ changed: 20, unchanged: 0 })
    const plans = await database.query(
      `SELECT plan, version FROM "user" WHERE id IN ('Niaj-6', 'Niaj-7') ORDER BY id`,
    )
    expect(plans).toEqual([
      { plan: 'monthly', version: 2 },
      { plan: 'free', version: 2 },
    ])
  })

  test('leaves out who asked for it and the last admin, and says why', async () => {
    const report = await edit({ select: { ids: [admin.id] }, fields: { status: 'suspended' } })
    expect(report).toMatchObject({
      people: 1,
      changed: 0,
      refused: 1,
      refusals: [{ id: admin.id, name: 'Ada' }],
    })
    const [row] = await database.query(`SELECT status FROM "user" WHERE id = $1`, [admin.id])
    expect(row).toEqual({ status: 'active' })
  })

  test('stops where it is told to', async () => {
    const select = await crowd('Olivia', 600)
    await expect(edit({ select, fields: { plan: 'annual' } })).rejects.toThrow()
    const [row] = await database.query<{ count: number }>(
      `SELECT count(*)::int FROM "user" WHERE name = 'Olivia' AND plan = 'annual'`,
    )
    expect(row?.count, 'and those under way').toBeGreaterThanOrEqual(200)
    expect(row?.count).toBeLessThan(210)
  })
})

describe('asking for one', () => {
  test('puts a job in the queue for a selection that fits somebody', async () => {
    const select = await crowd('Peggy', 3)
    expect(await startBulkEdit(admin, { select, fields: { plan: 'annual' } })).toMatchObject({
      ok: true,
      value: { people: 3 },
    })
  })

  test.each([
    ['nothing to change', { select: { ids: ['a'] }, fields: {} }, 'invalid'],
    ['a field of one’s own', { select: { ids: ['a'] }, fields: { email: 'a@example.org' } }, 'invalid'],
    ['a value that does not exist', { select: { ids: ['a'] }, fields: { plan: 'gold' } }, 'invalid'],
    ['nobody', { select: { ids: ['nobody'] }, fields: { plan: 'free' } }, 'not-found'],
    ['no selection', { fields: { plan: 'free' } }, 'invalid'],
  ])('is refused for %s', async (_, input, code) => {
    expect(await startBulkEdit(admin, input)).toMatchObject({ ok: false, error: { code } })
  })

  test('is for staff', async () => {
    const uma: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
    const asked = await startBulkEdit(uma, { select: { ids: ['a'] }, fields: { plan: 'annual' } })
    expect(asked).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
