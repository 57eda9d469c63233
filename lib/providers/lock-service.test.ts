import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import type { ProviderName } from './domain.ts'
import { leases } from './lease.ts'
import { readLock } from './lock-repo.ts'
import { acquireLock, applyEvent, recordFailure, releaseLock, switchLock } from './lock-service.ts'
import { getAuditTrail, getStatus, housekeepProviders, verifyTrail } from './service.ts'
import { beginLockAnew } from './testing/fresh-lock.ts'

const database = useDatabase()
const admin: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const KEYS = { OPENAI_API_KEY: 'sk-first-key-of-a-test', GEMINI_API_KEY: 'gm-second-key-of-a-test' }

beforeAll(() => provideEnv({ AUTH_SECRET: 'x'.repeat(32), GROQ_API_KEY: 'gsk-third-key-of-a-test', ...KEYS }))

/** The lock as it was made, with the three providers of this test. */
beforeEach(() => beginLockAnew())

const lock = async () => (await readLock('ai')).lock
const must = <T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

async function quotaFails(provider: ProviderName, epoch: number, callId: string) {
  return recordFailure({ provider, epoch, callId, kind: 'quota', resetsAt: null, rule: `${provider}.test` })
}

describe('the lock', () => {
  test('goes to the first provider with a key, once, however often that is told', async () => {
    expect(await lock()).toMatchObject({ holder: 'openai', seq: 1, exhausted: false })
    expect((await acquireLock()).step).toBeNull()
    expect(await lock()).toMatchObject({ holder: 'openai', seq: 1 })
  })

  test('changes hands once for 200 failures at once, and the audit has no gap', async () => {
    const { epoch } = await lock()
    await Promise.all(Array.from({ length: 200 }, (_, n) => quotaFails('openai', epoch, `call-${n}`)))
    expect(await lock()).toMatchObject({ holder: 'gemini', epoch: epoch + 1, totalFailures: 3 })
    const { items } = must(await getAuditTrail(admin, 100))
    expect(items.map(({ seq, event }) => `${seq} ${event}`)).toEqual([
      '4 lock.failover',
      '3 lock.strike',
      '2 lock.strike',
      '1 lock.acquired',
    ])
    expect(must(await verifyTrail(admin))).toMatchObject({ intact: true, entries: 4 })
  })

  test('holds its row: transitions at once follow each other, whatever else is locked', async () => {
    await database.query(`INSERT INTO provider_lock (id) VALUES ('shadow') ON CONFLICT DO NOTHING`)
    await applyEvent({ type: 'configured', providers: ['openai', 'groq'], keys: {} }, SYSTEM_ACTOR, 'shadow')
    const before = (await readLock('shadow')).lock
    const reset = { type: 'fail-back-set', mode: 'off' } as const
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        applyEvent(n % 2 ? reset : { ...reset, mode: 'automatic' }, SYSTEM_ACTOR, 'shadow'),
      ),
    )
    const entries = await database.query(
      `SELECT seq FROM provider_audit WHERE lock_id = 'shadow' ORDER BY seq`,
    )
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
    expect((await readLock('shadow')).lock.seq).toBe(entries.length)
    expect(entries.length).toBeGreaterThan(before.seq)
  })

  test('gives up the calls of the holder that lost it, and no others', async () => {
    const { epoch } = await lock()
    const old = leases().begin('old', 'ai', epoch)
    await recordFailure({
      provider: 'openai',
      epoch,
      callId: 'a',
      kind: 'auth',
      resetsAt: null,
      rule: 'openai.invalid_api_key',
    })
    expect(old.signal.aborted).toBe(true)
    const next = leases().begin('next', 'ai', epoch + 1)
    await quotaFails('openai', epoch, 'b')
    expect(next.signal.aborted).toBe(false)
    expect(leases().begin('late', 'ai', epoch).signal.aborted, 'one that begins too late').toBe(true)
    for (const call of [old, next]) call.end()
  })

  test('is exhausted when all have failed, and taken again by the first that proves itself well', async () => {
    for (const provider of ['openai', 'gemini', 'groq'] as const)
      await recordFailure({
        provider,
        epoch: (await lock()).epoch,
        callId: provider,
        kind: 'auth',
        resetsAt: null,
        rule: 'a rule',
      })
    expect(await lock()).toMatchObject({ holder: 'builtin', exhausted: true })
    expect(must(await getStatus(admin))).toMatchObject({
      locked_provider: 'builtin',
      is_locked: false,
      exhausted: true,
      next_provider: null,
    })
    await applyEvent({ type: 'recovered', provider: 'gemini', proof: 'canary' })
    expect(await lock()).toMatchObject({ holder: 'gemini', exhausted: false })
    expect(must(await verifyTrail(admin)).intact).toBe(true)
  })

  test('moves by the word of staff alone, with a reason that the trail keeps', async () => {
    const user: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
    expect(await releaseLock(user, 'because')).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    must(await switchLock(admin, 'groq', 'the cheap one'))
    expect(await lock()).toMatchObject({ holder: 'groq', how: 'chosen' })
    expect(await switchLock(admin, 'huggingface', 'no key')).toMatchObject({ ok: false })
    must(await releaseLock(admin, 'not any more'))
    expect(await lock()).toMatchObject({ holder: 'openai', resting: { groq: { cause: 'released' } } })
    const { items } = must(await getAuditTrail(admin, 2))
    expect(items.map(({ reason, actor }) => `${actor}: ${reason}`)).toEqual([
      'Ada: released by staff: not any more',
      'Ada: switched by staff: the cheap one',
    ])
  })

  test('tells both portals by one event for each transition', async () => {
    const before = await database.query(`SELECT id FROM event WHERE entity = 'provider'`)
    must(await switchLock(admin, 'gemini', 'to be seen'))
    const events = await database.query<{ type: string; rooms: string[]; fields: { holder?: string } }>(
      `SELECT type, rooms, fields FROM event WHERE entity = 'provider' ORDER BY seq`,
    )
    expect(events.slice(before.length)).toMatchObject([
      { type: 'lock.switched', rooms: ['everyone'], fields: { holder: 'gemini' } },
    ])
  })

  test('keeps no key in anything it writes', async () => {
    await recordFailure({
      provider: 'openai',
      epoch: (await lock()).epoch,
      callId: 'a',
      kind: 'auth',
      resetsAt: null,
      rule: 'openai.invalid_api_key',
    })
    for (const table of ['provider_lock', 'provider_audit', 'event']) {
      const rows = await database.query(`SELECT * FROM ${table}`)
      for (const key of Object.values(KEYS)) expect(JSON.stringify(rows)).not.toContain(key)
    }
  })
})

describe('the trail', () => {
  const asOwner = async (sql: string) => {
    await database.query('ALTER TABLE provider_audit DISABLE TRIGGER ALL')
    await database.query(sql)
    await database.query('ALTER TABLE provider_audit ENABLE TRIGGER ALL')
  }

  beforeEach(async () => {
    const { epoch } = await lock()
    for (const call of ['a', 'b', 'c']) await quotaFails('openai', epoch, call)
    must(await switchLock(admin, 'groq', 'for the test'))
  })

  test('cannot be changed, and nothing that changed hands can be deleted', async () => {
    await expect(database.query(`UPDATE provider_audit SET reason = 'x'`)).rejects.toThrow('append-only')
    await expect(database.query(`DELETE FROM provider_audit WHERE kind = 'change'`)).rejects.toThrow(
      'append-only',
    )
  })

  test.each([
    ['a reason', `UPDATE provider_audit SET reason = 'another' WHERE seq = 3`, 3, /does not fit its hash/],
    ['who did it', `UPDATE provider_audit SET actor = '{}' WHERE seq = 5`, 5, /does not fit its hash/],
    ['a deleted change', 'DELETE FROM provider_audit WHERE seq = 4', 5, /before it is missing/],
    ['the newest gone', 'DELETE FROM provider_audit WHERE seq = 5', 5, /newest entries are missing/],
    [
      'a lock that was changed by hand',
      `UPDATE provider_lock SET state = jsonb_set(state, '{totalFailures}', '0')`,
      5,
      /another than the trail leads to/,
    ],
  ])('shows %s', async (_, sql, brokenAt, why) => {
    await asOwner(sql)
    const verdict = must(await verifyTrail(admin))
    expect(verdict).toMatchObject({ intact: false, broken_at: brokenAt })
    expect(verdict.why).toMatch(why)
  })

  test('stays whole when old notes are let go of', async () => {
    const { epoch } = await lock()
    for (let n = 0; n < 5; n++) {
      await quotaFails('groq', epoch, `s${n}`)
      await applyEvent({ type: 'failures-reset', reason: 'again' }, SYSTEM_ACTOR)
    }
    await database.query(`DELETE FROM provider_audit WHERE kind = 'note' AND seq < 9`)
    expect(must(await verifyTrail(admin))).toMatchObject({ intact: true })
    await housekeepProviders()
    expect(must(await verifyTrail(admin))).toMatchObject({ intact: true })
  })
})
