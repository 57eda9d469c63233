import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { createDatabase, dropDatabase } from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { testServerUrl, useDatabase } from '#lib/platform/testing/database.ts'
import { setFaults } from '../fault-service.ts'
import { type Lockstep, startLockstep } from '../lockstep.ts'
import { publishEvent, subscribeToEvents } from '../service.ts'
import { tracker } from '../tracker.ts'
import { changeRule, listAlerts, listRules } from './alert-service.ts'
import { keepMinute, readHistory } from './minutes.ts'
import { readProcesses } from './process-repo.ts'
import { Watch } from './watch.ts'

const database = useDatabase()
const staff: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const uma: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
const told: string[] = []
let lockstep: Lockstep
let watches: Watch[]

beforeAll(async () => {
  provideEnv({ NODE_ENV: 'test' })
  await migrateQueue(database.url)
  subscribeToEvents(
    ['alert.opened', 'alert.resolved'],
    ({ envelope }) => {
      told.push(`${envelope.type} ${envelope.fields.rule}`)
    },
    { name: 'watch test' },
  )
  lockstep = await startLockstep({ databaseUrl: database.url })
  // Two that watch, as two processes do: one alert must come of it.
  watches = [new Watch(lockstep, 'all'), new Watch(lockstep, 'worker')]
  for (const watch of watches) watch.start()
})

afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.stop()))
  await lockstep.stop()
})

const openRules = async () => {
  const alerts = await listAlerts(staff, 50)
  return alerts.ok
    ? alerts.value.filter(({ resolved_at }) => resolved_at === null).map(({ rule }) => rule)
    : []
}

describe('what is watched', () => {
  test('a transaction left open in another database is told of once, with who it is, and told when it has ended', async () => {
    expect(await changeRule(staff, 'fence-held', { threshold: 300 })).toMatchObject({ ok: true })
    const other = `other_${process.pid}`
    const url = await createDatabase(testServerUrl(), other)
    const client = new pg.Client({ connectionString: url, application_name: 'a long report' })
    await client.connect()
    await client.query('BEGIN')
    await client.query('SELECT pg_current_xact_id()')
    await publishEvent('test.held', {})
    await expect.poll(openRules, { timeout: 10_000 }).toContain('fence-held')
    const alerts = await listAlerts(staff, 50)
    const alert = alerts.ok ? alerts.value.find(({ rule }) => rule === 'fence-held') : undefined
    expect(alert).toMatchObject({
      severity: 'bad',
      threshold: 300,
      detail: `a long report in database ${other}`,
    })
    await client.query('COMMIT')
    await client.end()
    await dropDatabase(testServerUrl(), other)
    await expect.poll(openRules, { timeout: 15_000 }).not.toContain('fence-held')
    await expect
      .poll(() => told, { timeout: 5_000 })
      .toEqual(['alert.opened fence-held', 'alert.resolved fence-held'])
  })

  test('a relay that stands still is told of', async () => {
    setFaults(staff, { relayStopped: true })
    await expect.poll(openRules, { timeout: 15_000 }).toContain('relay-stopped')
    setFaults(staff, { relayStopped: false })
    await expect.poll(openRules, { timeout: 15_000 }).not.toContain('relay-stopped')
  })

  test('is for staff to see and to change, within reason', async () => {
    expect(await listAlerts(uma, 5)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await listRules(uma)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await changeRule(uma, 'fence-held', { enabled: false })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
    expect(await changeRule(staff, 'fence-held', { threshold: -1 })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    })
    expect(await changeRule(staff, 'fence-held', {})).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await changeRule(staff, 'no-such-rule', { enabled: false })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })
})

test('each process tells how it is, and is gone from the list when it stops', async () => {
  await expect.poll(async () => (await readProcesses()).length).toBe(2)
  const [one] = await readProcesses()
  expect(one?.report).toMatchObject({ relay: { running: true }, sockets: 0, clients: [] })
  const third = new Watch(lockstep, 'web')
  third.start()
  await expect.poll(async () => (await readProcesses()).map(({ role }) => role)).toContain('web')
  await third.stop()
  expect((await readProcesses()).map(({ role }) => role)).not.toContain('web')
})

describe('the history', () => {
  test('adds up what processes measured, by steps of time', async () => {
    const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n))
    tracker().takeMinute()
    for (let ms = 1; ms <= 50; ms++) tracker().countSync(ms)
    await keepMinute('one', minute(0))
    for (let ms = 51; ms <= 100; ms++) tracker().countSync(ms)
    await keepMinute('two', minute(0))
    tracker().countSync(500)
    await keepMinute('one', minute(5))
    const [from, to] = [minute(0).getTime(), minute(10).getTime()]
    const history = await readHistory(staff, { stage: 'sync', from, to, stepMs: 300_000 })
    expect(history).toMatchObject({
      ok: true,
      value: [
        { at: minute(0).toISOString(), count: 100, p50: expect.closeTo(50, -1), p95: expect.closeTo(95, -1) },
        { at: minute(5).toISOString(), count: 1, p50: expect.closeTo(500, -1) },
      ],
    })
  })

  test('is for staff, and not asked for in steps without end', async () => {
    const query = { stage: 'sync', from: 0, to: 1e12, stepMs: 60_000 }
    expect(await readHistory(staff, query)).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await readHistory(uma, query)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
