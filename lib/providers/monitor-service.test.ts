import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { readLock } from './lock-repo.ts'
import { applyEvent, recordFailure, setFailBack } from './lock-service.ts'
import { checkProviders, monitorProviders } from './monitor-service.ts'
import { getStatus } from './service.ts'
import { beginLockAnew } from './testing/fresh-lock.ts'
import { ProviderServer } from './testing/provider-server.ts'

const database = useDatabase()
const admin: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
let server: ProviderServer

beforeAll(async () => {
  server = await ProviderServer.start()
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), ...server.env('openai', 'gemini') })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.reset()
  await beginLockAnew()
  for (const name of ['openai', 'gemini'] as const) server.answers(name, { ok: true })
})

const lock = async () => (await readLock('ai')).lock
const down = { status: 503, body: 'upstream connect error' }
/** A look that is due, however short ago the one before was. */
const look = () => monitorProviders(0)
const statusOf = async (name: string) => {
  const status = await getStatus(admin)
  return status.ok ? status.value.providers.find((provider) => provider.name === name) : undefined
}
/** The rest of a provider is over. */
const restOver = (name: string) =>
  database.query(`UPDATE provider_lock SET state = jsonb_set(state, ARRAY['resting', $1, 'until'], '0')`, [
    name,
  ])

test('a healthy holder keeps the lock, and every configured provider is looked at without a question', async () => {
  await look()
  expect(server.probes('openai')).toHaveLength(1)
  expect(server.probes('gemini')).toHaveLength(1)
  expect(server.calls('openai') + server.calls('gemini')).toBe(0)
  expect(await statusOf('openai')).toMatchObject({ healthy: true, health: { status: 'healthy', checks: 1 } })
  expect(await statusOf('groq'), 'not configured, not looked at').toMatchObject({ healthy: null })
  expect((await lock()).holder).toBe('openai')
})

test('is not due before its time', async () => {
  await monitorProviders(300)
  await monitorProviders(300)
  expect(server.probes('openai')).toHaveLength(1)
  await monitorProviders(300, new Date(Date.now() + 300_000))
  expect(server.probes('openai')).toHaveLength(2)
})

test('three failed looks in a row move the lock, two do not', async () => {
  server.lists('openai', [down])
  await look()
  await look()
  expect((await lock()).holder).toBe('openai')
  expect(await statusOf('openai')).toMatchObject({ health: { status: 'degraded', failedInARow: 2 } })
  await look()
  expect(await lock()).toMatchObject({ holder: 'gemini', resting: { openai: { cause: 'unavailable' } } })
  expect(await statusOf('openai')).toMatchObject({ healthy: false, health: { status: 'unavailable' } })
})

test('a holder whose calls all fail is not available, though its model list answers', async () => {
  const at = (seconds: number) => `now() - interval '${seconds} seconds'`
  const call = (id: string, status: string, seconds: number) =>
    database.query(
      `INSERT INTO provider_call (id, purpose, prompt_version, input_hash, provider, model, epoch, status, failure, rule,
         message, latency_ms, at)
       VALUES ($1, 'test', 1, '', 'openai', 'm', 1, $2, $3, 'openai.overloaded', 'overloaded', 5, ${at(seconds)})`,
      [id, status, status === 'failed' ? 'unavailable' : null],
    )
  for (const n of [1, 2, 3]) await call(`f${n}`, 'failed', n)
  await look()
  expect(await statusOf('openai')).toMatchObject({ health: { failedInARow: 1, lastError: 'overloaded' } })
  await database.query('TRUNCATE provider_check, provider_call')
  for (const n of [1, 2, 3]) await call(`g${n}`, 'failed', n)
  await call('well', 'answered', 2)
  await look()
  expect(await statusOf('openai'), 'one was answered').toMatchObject({ health: { failedInARow: 0 } })
})

test('a holder in doubt is asked a question until it answers one', async () => {
  await database.query(
    `INSERT INTO provider_call (id, purpose, prompt_version, input_hash, provider, model, epoch, status, failure, rule,
       message, latency_ms) SELECT 'x' || n, 'test', 1, '', 'openai', 'm', 1, 'failed', 'unavailable', 'r', 'm', 5
     FROM generate_series(1, 3) AS n`,
  )
  await look()
  server.answers('openai', [down])
  await look()
  expect(server.calls('openai'), 'its model list would answer').toBe(1)
  await look()
  expect((await lock()).holder).toBe('gemini')
})

test('looks that find something else than an absence move nothing', async () => {
  for (const reply of [
    { status: 429, body: {} },
    { status: 404, body: {} },
    { status: 400, body: 'no' },
  ]) {
    server.lists('openai', [reply])
    await look()
    await look()
  }
  expect((await lock()).holder).toBe('openai')
})

test('a key that the model list refuses moves the lock at once', async () => {
  server.lists('openai', [{ status: 401, body: { error: { code: 'invalid_api_key', message: 'no' } } }])
  await look()
  expect(await lock()).toMatchObject({ holder: 'gemini', resting: { openai: { cause: 'auth' } } })
})

test('what is seen of a provider while it rests does not count for giving the lock back', async () => {
  await setFailBack(admin, 'automatic')
  const { epoch } = await lock()
  await recordFailure({
    provider: 'openai',
    epoch,
    callId: 'a',
    kind: 'auth',
    resetsAt: null,
    rule: 'a rule',
  })
  await database.query(`UPDATE provider_lock SET state = jsonb_set(state, '{acquiredAt}', '1')`)
  for (let n = 0; n < 5; n++) await look()
  await checkProviders(admin, 'openai')
  expect(await lock(), 'well again, by one answer').toMatchObject({ holder: 'gemini', resting: {} })
  for (let n = 0; n < 2; n++) await look()
  expect((await lock()).holder).toBe('gemini')
  await look()
  expect((await lock()).holder).toBe('openai')
})

test('a released provider is not taken back by a look', async () => {
  await applyEvent({ type: 'released', reason: 'a leak' })
  await checkProviders(admin, 'openai')
  expect(await lock()).toMatchObject({ holder: 'gemini', resting: { openai: { cause: 'released' } } })
})

test('a provider that rests comes back by an answer to a small question, never by its model list', async () => {
  const { epoch } = await lock()
  for (const callId of ['a', 'b', 'c'])
    await recordFailure({ provider: 'openai', epoch, callId, kind: 'quota', resetsAt: null, rule: 'a rule' })
  expect((await lock()).holder).toBe('gemini')
  for (let n = 0; n < 4; n++) await look()
  expect((await lock()).resting.openai, 'its list answers all the while').toBeDefined()
  expect(server.calls('openai')).toBe(0)

  server.answers('openai', [{ status: 429, body: { error: { type: 'insufficient_quota' } } }])
  await restOver('openai')
  await look()
  expect(server.calls('openai')).toBe(1)
  expect((await lock()).resting.openai).toBeDefined()
  server.answers('openai', { ok: true })
  await look()
  expect((await lock()).resting.openai).toBeUndefined()
})

test('a quota that renews by its own word needs no question', async () => {
  const { epoch } = await lock()
  const resetsAt = Date.now() + 60_000
  for (const callId of ['a', 'b', 'c'])
    await recordFailure({ provider: 'openai', epoch, callId, kind: 'quota', resetsAt, rule: 'a rule' })
  expect(await lock()).toMatchObject({ resting: { openai: { until: resetsAt, isOwnTime: true } } })
  await restOver('openai')
  await look()
  expect((await lock()).resting.openai).toBeUndefined()
  expect(server.calls('openai')).toBe(0)
})

test('an exhausted lock is taken again by the first that answers', async () => {
  for (const provider of ['openai', 'gemini'] as const)
    await recordFailure({
      provider,
      epoch: (await lock()).epoch,
      callId: provider,
      kind: 'auth',
      resetsAt: null,
      rule: 'a rule',
    })
  expect(await lock()).toMatchObject({ holder: 'builtin', exhausted: true })
  const looked = await checkProviders(admin, 'gemini')
  expect(looked).toMatchObject({
    ok: true,
    value: { checks: [{ provider: 'gemini', kind: 'canary', ok: true }] },
  })
  expect(await lock()).toMatchObject({ holder: 'gemini', exhausted: false, how: 'return' })
})

test('a better provider is proposed after clean looks and a while, and taken only when staff said so', async () => {
  const { epoch } = await lock()
  await recordFailure({
    provider: 'openai',
    epoch,
    callId: 'a',
    kind: 'auth',
    resetsAt: null,
    rule: 'a rule',
  })
  await applyEvent({ type: 'recovered', provider: 'openai', proof: 'canary' })
  for (let n = 0; n < 4; n++) await look()
  expect(await lock(), 'the holder has not had it long enough').toMatchObject({
    holder: 'gemini',
    proposal: null,
  })
  await database.query(`UPDATE provider_lock SET state = jsonb_set(state, '{acquiredAt}', '1')`)
  await look()
  expect(await lock()).toMatchObject({ holder: 'gemini', proposal: 'openai' })
  await setFailBack(admin, 'automatic')
  await look()
  expect(await lock()).toMatchObject({ holder: 'openai', how: 'return' })
})
