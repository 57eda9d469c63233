import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '#lib/accounts/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { type Lockstep, startLockstep } from '../lockstep.ts'
import { entityNamed } from '../registry.ts'
import { sync } from '../service.ts'
import { snapshots } from '../snapshot-cache.ts'
import type { MonitorRun } from './schema.ts'
import { listMonitorRuns, repairMismatch, runMonitor, runScheduled, verifySyncStatus } from './service.ts'
import { issueTicket, readTicket } from './tickets.ts'

const database = useDatabase()
const staff: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const uma: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
let http: Server
let lockstep: Lockstep
let personId: string

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32) })
  http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  provideEnv({ HOST: '127.0.0.1', PORT: `${(http.address() as AddressInfo).port}` })
  lockstep = await startLockstep({ http, databaseUrl: database.url })
  const account = { email: 'uma@example.org', name: 'Uma', role: 'user', plan: 'free' } as const
  const made = await createUser(SYSTEM_ACTOR, { ...account, password: 'a long enough password' })
  if (!made.ok) throw new Error(made.error.message)
  personId = made.value.id
  const parts = [
    { entity: 'profile', id: personId, baseVersion: 1, fields: { headline: 'Engineer', skills: ['SQL'] } },
  ]
  expect(await sync({ userId: personId, parts }, staff)).toMatchObject({ ok: true })
})

afterAll(async () => {
  await lockstep.stop()
  http.close()
})

async function run(kind: MonitorRun['kind']): Promise<MonitorRun> {
  const ended = await runMonitor(staff, kind)
  if (!ended.ok) throw new Error(ended.error.message)
  return ended.value
}

async function open() {
  const listed = await listMonitorRuns(staff, 10)
  if (!listed.ok) throw new Error(listed.error.message)
  return listed.value.mismatches
}

describe('the canary', () => {
  test('passes every self-test on the running bridge, and leaves nothing behind', async () => {
    const ended = await run('integration')
    expect(ended.report).toMatchObject({ failed: 0 })
    const tests = ended.report?.tests as { name: string; passed: boolean }[]
    expect(tests.filter(({ passed }) => !passed)).toEqual([])
    expect(tests.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'staff → person',
        'protected field',
        'offline, then replay',
        'a cut connection comes back',
      ]),
    )
    expect(await database.query('SELECT id FROM canary')).toEqual([])
    expect(await database.query(`SELECT id FROM conflict WHERE entity = 'canary'`)).toEqual([])
    expect(lockstep.clients()).toEqual([])
  })

  test('finds a bridge that does not hand anything on', async () => {
    provideEnv({ NODE_ENV: 'test' })
    const { faults } = await import('../faults.ts')
    faults().set({ relayStopped: true })
    const ended = await run('latency')
    faults().set({ relayStopped: false })
    expect(ended).toMatchObject({
      status: 'failed',
      report: { problem: expect.stringContaining('did not arrive') },
    })
  })

  test('times the way there and back', async () => {
    const ended = await run('latency')
    expect(ended.status).toBe('passed')
    for (const figure of ['writeMs', 'toPersonMs', 'toStaffMs'])
      expect(ended.report?.[figure]).toBeGreaterThan(0)
  })

  test('has a ticket that nobody else has, and that hears of nothing else', async () => {
    expect(readTicket('guessed')).toBeNull()
    expect(readTicket(undefined)).toBeNull()
    expect(readTicket(issueTicket(uma, ['canary:x']))).toMatchObject({ actor: uma, rooms: ['canary:x'] })
    const { port } = http.address() as AddressInfo
    const socket = io(`http://127.0.0.1:${port}`, {
      path: '/api/socket',
      auth: { canary: 'guessed' },
      reconnection: false,
    })
    const refused = await new Promise<Error>((resolve) => socket.on('connect_error', resolve))
    expect(refused.message).toBe('unauthenticated')
  })
})

describe('the check of consistency', () => {
  test('finds nothing where nothing is wrong', async () => {
    expect(await run('consistency')).toMatchObject({ status: 'passed', report: { mismatches: 0 } })
    expect(await verifySyncStatus(staff)).toMatchObject({ ok: true, value: { in_sync: true, mismatches: 0 } })
  })

  test('finds exactly the field that somebody changed behind the log’s back, and mends the log', async () => {
    await database.query(`UPDATE profile SET headline = 'Tampered' WHERE user_id = $1`, [personId])
    expect(await run('consistency')).toMatchObject({ status: 'failed', report: { mismatches: 1 } })
    const [found, ...others] = await open()
    expect(others).toEqual([])
    expect(found).toMatchObject({
      teller: 'log',
      entity: 'profile',
      entityId: personId,
      field: 'headline',
      stored: 'Tampered',
      told: 'Engineer',
    })
    expect(await verifySyncStatus(staff)).toMatchObject({
      ok: true,
      value: { in_sync: false, health: 'WARNING' },
    })
    expect(await repairMismatch(staff, found?.id ?? '')).toMatchObject({ ok: true })
    expect(await open()).toEqual([])
    expect(await repairMismatch(staff, found?.id ?? '')).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await run('consistency')).toMatchObject({ status: 'passed' })
    const [event] = await database.query(
      `SELECT type, version, fields->>'headline' AS headline FROM event WHERE entity_id = $1 ORDER BY seq DESC LIMIT 1`,
      [personId],
    )
    expect(event).toEqual({ type: 'profile.repaired', version: 3, headline: 'Tampered' })
    // Nobody has changed any other field: an edit from before still merges.
    const late = { entity: 'profile', id: personId, baseVersion: 2, fields: { summary: 'From before' } }
    expect(await sync({ userId: personId, parts: [late] }, { ...uma, id: personId })).toMatchObject({
      ok: true,
      value: { applied: ['summary'], refused: [], conflicts: [] },
    })
  })

  test('finds memory that holds something else than the database, and drops it', async () => {
    const held = await snapshots().read(entityNamed('profile'), personId)
    if (!held) throw new Error('There is no such profile')
    Object.assign(held.fields, { location: 'Nowhere' })
    await run('consistency')
    const [found] = await open()
    expect(found).toMatchObject({ teller: 'cache', field: 'location', told: 'Nowhere' })
    // A round that failed has looked at nothing, and one that looked at other things says nothing of this.
    await database.query(`
      INSERT INTO monitor_run (id, kind, status, requested_by, started_at, finished_at, report)
      VALUES ('later', 'consistency', 'passed', '{"name": "x"}', now(), now(), '{"process": "another", "mismatches": 0}')`)
    expect(await open()).toMatchObject([{ id: found?.id }])
    await repairMismatch(staff, found?.id ?? '')
    expect((await snapshots().read(entityNamed('profile'), personId))?.fields.location).toBe('')
    expect(await run('consistency')).toMatchObject({ status: 'passed' })
  })

  test('is found well again when it is, without a click', async () => {
    await database.query(`UPDATE profile SET phone = 'changed' WHERE user_id = $1`, [personId])
    await run('consistency')
    expect(await open()).toMatchObject([{ field: 'phone' }])
    await database.query(`UPDATE profile SET phone = '' WHERE user_id = $1`, [personId])
    await run('consistency')
    expect(await open()).toEqual([])
  })

  test('reads a crowd in pages', async () => {
    await database.query(`
      WITH made AS (
        INSERT INTO "user" (id, email, name) SELECT 'crowd-' || n, 'crowd' || n || '@example.org', 'Crowd'
        FROM generate_series(1, 1200) AS n RETURNING id
      ), profiles AS (INSERT INTO profile (user_id) SELECT id FROM made)
      INSERT INTO preferences (user_id) SELECT id FROM made`)
    const ended = await run('consistency')
    expect(ended.status).toBe('passed')
    expect(ended.report?.entities).toBeGreaterThan(3_600)
  })

  test('comes round to everybody by samples', async () => {
    await database.query(`
      WITH made AS (
        INSERT INTO "user" (id, email, name) SELECT 'more-' || n, 'more' || n || '@example.org', 'More'
        FROM generate_series(1, 2000) AS n RETURNING id
      ), profiles AS (INSERT INTO profile (user_id) SELECT id FROM made)
      INSERT INTO preferences (user_id) SELECT id FROM made`)
    await database.query(`UPDATE profile SET headline = 'Out of step' WHERE user_id = $1`, [personId])
    await database.query(
      `INSERT INTO event (id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at)
       SELECT gen_random_uuid(), 'profile.updated', 'profile', 'more-999', 1, '{"headline": "Told"}', actor, '[]', rooms, now()
       FROM event LIMIT 1`,
    )
    const found = async () =>
      (await open()).filter(({ teller }) => teller === 'log').map(({ entityId }) => entityId)
    for (let round = 0; round < 3 && (await found()).length < 2; round++) await runScheduled('consistency')
    expect(await found()).toEqual([personId, 'more-999'])
  })
})

test('the monitor is for staff', async () => {
  for (const answer of [
    await runMonitor(uma, 'latency'),
    await listMonitorRuns(uma, 5),
    await repairMismatch(uma, 'x'),
  ]) {
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  }
})
