import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { askProvider } from './ask-service.ts'
import { insertCheck } from './check-repo.ts'
import { applyEvent, recordFailure, resetFailures } from './lock-service.ts'
import { getProof, listCalls } from './proof-service.ts'
import { beginLockAnew } from './testing/fresh-lock.ts'
import { ProviderServer } from './testing/provider-server.ts'
import { TEST_KEYS } from './testing/provider-wire.ts'

const database = useDatabase()
const admin: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const user: Actor = { id: 'ursula', name: 'Ursula', role: 'user', portal: 'user' }
const schema = z.strictObject({ word: z.string() })
let server: ProviderServer

/** What OpenAI says when the money is gone, and our key with it, which it should not have said. */
const noQuota = {
  status: 429,
  body: {
    error: {
      message: `You exceeded your current quota with the key ${TEST_KEYS.openai}, please check your plan.`,
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
  },
}

beforeAll(async () => {
  server = await ProviderServer.start()
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), ...server.env('openai', 'gemini') })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.reset()
  await beginLockAnew()
  server.answers('openai', { word: 'of openai' })
  server.answers('gemini', { word: 'of gemini' })
})

function ask(n: number) {
  return askProvider({
    purpose: 'test.word',
    prompt: { version: 3, instructions: 'Say a word.', data: { n } },
    schema,
  })
}

async function answered(n: number): Promise<{ callId: string; epoch: number }> {
  const answer = await ask(n)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function proofOf(callId: string) {
  const proof = await getProof(admin, callId)
  if (!proof.ok) throw new Error(proof.error.message)
  return proof.value
}

describe('the proof of an answer', () => {
  test('names the call and the transition that began its epoch', async () => {
    const { callId, epoch } = await answered(1)
    const proof = await proofOf(callId)
    expect(proof).toMatchObject({
      lock_id: 'ai',
      call: {
        call_id: callId,
        purpose: 'test.word',
        prompt_version: 3,
        provider: 'openai',
        epoch,
        status: 'answered',
        failure: null,
        rule: null,
        raw: null,
      },
      transition: { event: 'lock.acquired', from: 'builtin', to: 'openai', epoch },
      causes: [],
      checks: [],
    })
    expect(proof.call.input_hash).toMatch(/^[0-9a-f]{64}$/)
    expect(proof.call.tokens_in).toBeGreaterThan(0)
    expect(proof.call, 'what was answered stays with whoever asked').not.toHaveProperty('answer')
  })

  test('leads through a failover to each failed call, its raw error and the matched rule, without a key', async () => {
    server.answers('openai', [noQuota])
    for (const n of [1, 2]) expect(await ask(n)).toMatchObject({ ok: false, error: { reason: 'quota' } })
    const { callId, epoch } = await answered(3)
    const proof = await proofOf(callId)
    expect(proof.call).toMatchObject({ provider: 'gemini', epoch })
    expect(proof.transition).toMatchObject({ event: 'lock.failover', from: 'openai', to: 'gemini', epoch })
    expect(proof.causes).toHaveLength(3)
    for (const cause of proof.causes) {
      expect(cause.call).toMatchObject({
        call_id: cause.call_id,
        provider: 'openai',
        epoch: epoch - 1,
        status: 'failed',
        failure: 'quota',
      })
      expect(cause.call?.rule).toMatch(/^openai\./)
      expect(cause.call?.raw).toContain('insufficient_quota')
    }
    const rows = await database.query<{ id: string }>(
      `SELECT id FROM provider_call WHERE status = 'failed' ORDER BY id`,
    )
    expect(proof.causes.map(({ call_id }) => call_id)).toEqual(rows.map(({ id }) => id))
    const told = JSON.stringify([proof, ...(await Promise.all(rows.map(({ id }) => proofOf(id))))])
    for (const key of Object.values(TEST_KEYS)) expect(told).not.toContain(key)
    expect(told).toContain('[redacted]')
  })

  test('names only strikes that nothing took back, and says so of calls that are gone', async () => {
    const { epoch } = await answered(1)
    const strike = async (callId: string) =>
      recordFailure({
        provider: 'openai',
        epoch,
        callId,
        kind: 'quota',
        resetsAt: null,
        rule: 'openai.insufficient_quota',
      })
    const early = randomUUID()
    await strike(early)
    await resetFailures(admin, 'it was paid')
    const late = [randomUUID(), randomUUID(), randomUUID()]
    for (const id of late) await strike(id)
    const proof = await proofOf((await answered(2)).callId)
    expect(proof.causes).toEqual(late.map((call_id) => ({ call_id, call: null })))
  })

  test('of a refused key is the one call that was refused', async () => {
    server.answers('openai', [
      noQuota,
      { status: 401, body: { error: { message: 'Incorrect API key', code: 'invalid_api_key' } } },
    ])
    await ask(1)
    const proof = await proofOf((await answered(2)).callId)
    expect(proof.causes.map(({ call }) => [call?.failure, call?.provider])).toEqual([['auth', 'openai']])
  })

  test('shows the failed checks where those took the lock away', async () => {
    for (const message of ['first', 'second', 'third'])
      await insertCheck({
        provider: 'openai',
        kind: 'probe',
        ok: false,
        latencyMs: 1,
        failure: 'unavailable',
        rule: 'openai.503',
        message,
      })
    await applyEvent({ type: 'unavailable', provider: 'openai', checks: 3 })
    const proof = await proofOf((await answered(1)).callId)
    expect(proof.causes).toEqual([])
    expect(proof.checks.map(({ message, rule }) => [message, rule])).toEqual([
      ['third', 'openai.503'],
      ['second', 'openai.503'],
      ['first', 'openai.503'],
    ])
  })

  test('is not found for ids that are none, and not shown to users', async () => {
    for (const id of [randomUUID(), 'x', 'a\0b', ''])
      expect(await getProof(admin, id)).toMatchObject({ ok: false, error: { code: 'not-found' } })
    const { callId } = await answered(1)
    expect(await getProof(user, callId)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await listCalls(user, { limit: 50 })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})

test('the list is newest first and pages without gap or repeat', async () => {
  const asked: string[] = []
  for (const n of [1, 2, 3, 4, 5]) asked.unshift((await answered(n)).callId)
  const seen: string[] = []
  for (let before: string | undefined; ; ) {
    const page = await listCalls(admin, { limit: 2, before })
    if (!page.ok) throw new Error(page.error.message)
    seen.push(...page.value.items.map(({ call_id }) => call_id))
    if (page.value.nextCursor === null) break
    before = page.value.nextCursor
  }
  expect(seen).toHaveLength(5)
  expect(new Set(seen)).toEqual(new Set(asked))
  expect(seen).toEqual(seen.toSorted().reverse())
})
