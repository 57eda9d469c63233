import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getMetrics } from '#lib/bridge/contract.ts'
import {
  getHealth,
  getMetricsText,
  getOpenApi,
  getReadiness,
} from '#lib/platform/http/operations-contract.ts'
import { serverState } from '#lib/platform/server/state.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { getProviderHistory, getProviderStatus } from '#lib/providers/contract.ts'
import { call, makePerson, provideSecrets, type TestPerson } from './_testing.ts'
import { GET as healthRoute } from './health/route.ts'
import { GET as metricsRoute } from './metrics/route.ts'
import { GET as openApiRoute } from './openapi.json/route.ts'
import { GET as readyRoute } from './ready/route.ts'
import { GET as historyRoute } from './v1/admin/providers/history/route.ts'
import { GET as statusRoute } from './v1/admin/providers/status/route.ts'
import { GET as lockstepRoute } from './v1/lockstep/metrics/route.ts'

const database = useDatabase()
let admin: TestPerson
let user: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
  user = await makePerson('user')
})
beforeEach(() => {
  serverState().phase = 'ready'
})

test('liveness answers whatever the rest of the process is doing', async () => {
  serverState().phase = 'starting'
  expect((await call(healthRoute, getHealth)).status).toBe(200)
})

describe('readiness', () => {
  test('is there once the start is over and the database answers', async () => {
    expect((await call(readyRoute, getReadiness)).status).toBe(200)
  })

  test.each(['starting', 'stopping'] as const)('is not there while %s', async (phase) => {
    serverState().phase = phase
    const { status, answer, headers } = await call(readyRoute, getReadiness)
    expect([status, answer.state]).toEqual([503, phase])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('metrics as text', () => {
  const scrape = (address: string, headers: Record<string, string> = {}, token?: string) =>
    call(metricsRoute, getMetricsText, { address, headers: { host: '127.0.0.1:3000', ...headers }, token })

  test.each([['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1']])(
    'are there for a scraper at %s',
    async (address) => {
      const { status, answer } = await scrape(address, { 'x-forwarded-for': address })
      expect(status).toBe(200)
      expect(answer).toContain('http_request_duration_seconds')
    },
  )

  test.each([['localhost'], ['LOCALHOST:3000'], ['[::1]:3000'], ['127.0.0.2']])(
    'are there under the name %s',
    async (host) => {
      expect((await scrape('127.0.0.1', { host, 'x-forwarded-host': host })).status).toBe(200)
    },
  )

  test.each<[string, string, Record<string, string>]>([
    ['by a proxy here that adds nothing', '127.0.0.1', { host: 'intellicv.example' }],
    ['under a name that begins like ours', '127.0.0.1', { host: 'localhost.evil.example' }],
    ['under an address that begins like ours', '127.0.0.1', { host: '127.0.0.1.evil.example:3000' }],
    ['under no name', '127.0.0.1', { host: '' }],
    ['by a proxy that tells their name', '127.0.0.1', { 'x-forwarded-host': 'intellicv.example' }],
    ['from another machine', '192.0.2.1', {}],
    ['from an address that begins like ours', '127.0.0.1.evil.example', {}],
    ['for another machine by a proxy here', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }],
    ['for another machine by two', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1, 127.0.0.1' }],
    ['with Forwarded', '127.0.0.1', { forwarded: 'for=192.0.2.1' }],
    ['with X-Real-IP', '127.0.0.1', { 'x-real-ip': '192.0.2.1' }],
  ])('are not there %s', async (_, address, headers) => {
    expect((await scrape(address, headers)).status).toBe(401)
  })

  test('are there for staff from anywhere, and not for a user', async () => {
    expect((await scrape('192.0.2.1', {}, admin.token)).status).toBe(200)
    expect((await scrape('192.0.2.1', {}, user.token)).status).toBe(403)
  })
})

test('the document can be had by anyone', async () => {
  const { status, answer } = await call(openApiRoute, getOpenApi)
  expect([status, answer.openapi]).toEqual([200, '3.1.0'])
})

test('the bridge tells how it performs, with sizes that are those of the database', async () => {
  const { status, answer } = await call(lockstepRoute, getMetrics, { token: admin.token })
  expect(status).toBe(200)
  const [sizes] = await database.query<{ events: number; rows: number }>(`
    SELECT (SELECT count(*)::int FROM event) AS events,
           (SELECT count(*)::int FROM "user") + (SELECT count(*)::int FROM profile)
           + (SELECT count(*)::int FROM preferences) + (SELECT count(*)::int FROM provider_lock)
           + (SELECT count(*)::int FROM settings) + (SELECT count(*)::int FROM staff_settings) AS rows`)
  expect([answer.event_bus_size, answer.state_size]).toEqual([sizes?.events, sizes?.rows])
})

test('the provider lock tells who holds it', async () => {
  const { answer } = await call(statusRoute, getProviderStatus, { token: admin.token })
  expect(answer).toMatchObject({ locked_provider: 'builtin', is_locked: false, exhausted: false })
  // The engines have answered since the database was made, and not since 1970.
  expect(Date.now() - Date.parse(answer.lock_acquired_at)).toBeLessThan(365 * 86_400_000)
  expect((await call(historyRoute, getProviderHistory, { token: admin.token })).answer).toEqual({
    checks: [],
    items: [],
  })
})
