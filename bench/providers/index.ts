import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { generateText, Output } from 'ai'
import { createFallback } from 'ai-fallback'
import fc from 'fast-check'
import type { Actor } from '#lib/core/actor.ts'
import { env } from '#lib/platform/config/env.ts'
import { ADAPTERS } from '#lib/providers/adapters.ts'
import { leases } from '#lib/providers/lease.ts'
import { readLock } from '#lib/providers/lock-repo.ts'
import { verifyTrail } from '#lib/providers/service.ts'
import { deedArbitrary, play } from '#lib/providers/testing/lock-world.ts'
import type { ProviderServer } from '#lib/providers/testing/provider-server.ts'
import { openWorld } from '../lockstep/world.ts'
import type { Figures } from '../main.ts'
import { percentile } from '../percentiles.ts'
import { answerSchema, ask, beginAnew, openRing, quotaReply, SYSTEM } from './ring.ts'

const ADMIN: Actor = { id: 'bench', name: 'Bench', role: 'admin', portal: 'admin' }

/** What docs/benchmarks.md promises of the provider lock; the fallback package is measured by the same burst. */
export async function run(): Promise<Figures> {
  const server = await openRing()
  try {
    return {
      ...(await lockCheck()),
      ...(await failover(server)),
      ...(await processes(server)),
      ...(await burst(server)),
      ...(await overhead(server)),
      ...model(),
      ...(await statusEndpoint()),
    }
  } finally {
    await server.close()
  }
}

/** The in-process look at the lock, with its guard against a stale copy. */
async function lockCheck(): Promise<Figures> {
  await leases().current()
  const held = leases()
  const perCall: number[] = []
  for (let batch = 0; batch < 500; batch++) {
    const begunAt = process.hrtime.bigint()
    let present = 0
    for (let n = 0; n < 2_000; n++) if (held.atHand()) present++
    if (present !== 2_000) throw new Error('The copy of the lock was stale in the middle of the measurement')
    perCall.push(Number(process.hrtime.bigint() - begunAt) / 2_000)
    if (batch % 100 === 0) await held.reread()
  }
  return { 'cached lock check, p50 / p99 ns (p50 under 1,000)': both(perCall) }
}

/** Three questions at once fail for want of quota: when does one of them have the next provider's answer? */
async function failover(server: ProviderServer): Promise<Figures> {
  const took: number[] = []
  let wasted = 0
  for (let round = 0; round < 100; round++) {
    await beginAnew(server)
    let failures = 0
    let thirdAt = 0
    server.answers('openai', () => {
      if (++failures === 3) thirdAt = performance.now()
      return quotaReply()
    })
    const questions = Array.from({ length: 3 }, async () => {
      const answer = await ask()
      return answer.ok && answer.value.provider === 'gemini' ? performance.now() : Number.POSITIVE_INFINITY
    })
    took.push(Math.min(...(await Promise.all(questions))) - thirdAt)
    wasted = Math.max(wasted, failures)
  }
  return {
    'third quota failure → next provider’s answer, p50 / p99 ms (p99 under 100)': both(took),
    'calls wasted at most (3)': wasted,
  }
}

/** 4 processes × 250 failures at once, of one epoch. */
async function processes(server: ProviderServer): Promise<Figures> {
  await beginAnew(server)
  const { epoch } = (await readLock('ai')).lock
  const begunAt = performance.now()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = fork(join(import.meta.dirname, 'burst-process.ts'))
      child.send({ databaseUrl: env().DATABASE_URL, epoch, failures: 250 })
      const [answer] = (await once(child, 'message')) as [{ ok: boolean; error?: string }]
      child.disconnect()
      if (!answer.ok) throw new Error(answer.error)
    }),
  )
  const tookMs = Math.round(performance.now() - begunAt)
  const { lock } = await readLock('ai')
  const trail = await verifyTrail(ADMIN)
  return {
    '4 processes × 250 failures at once: failovers (1)': lock.epoch - epoch,
    '… trail without a gap, folded again': trail.ok && trail.value.intact ? 'intact' : 'BROKEN',
    '… took ms': tookMs,
  }
}

/**
 * Twenty questions at once, while the first provider's quota ends after the tenth: who answered, and was anything
 * answered by two at the same time? The package is given the same two models.
 */
async function burst(server: ProviderServer): Promise<Figures> {
  const limited = () => {
    let left = 10
    server.answers('openai', () => (left-- > 0 ? { delayMs: 20, body: openAiAnswer } : quotaReply()))
  }
  await beginAnew(server)
  limited()
  const { epoch } = (await readLock('ai')).lock
  const ours = await Promise.all(Array.from({ length: 20 }, ask))
  const answers = ours.flatMap((answer) => (answer.ok ? [answer.value] : []))
  const mixed = answers.filter((answer) => (answer.provider === 'openai') !== (answer.epoch === epoch)).length

  await beginAnew(server)
  limited()
  const values = env()
  const models = await Promise.all([
    ADAPTERS.openai.model(values, fetch),
    ADAPTERS.gemini.model(values, fetch),
  ])
  const peer = createFallback({ models: models as Parameters<typeof createFallback>[0]['models'] })
  const theirs = await Promise.all(
    Array.from({ length: 20 }, async () => {
      try {
        const { output } = await generateText({
          model: peer,
          prompt: SYSTEM,
          maxRetries: 0,
          output: Output.object({ schema: answerSchema }),
        })
        return output.word
      } catch {
        return 'failed'
      }
    }),
  )
  const count = (names: readonly string[], name: string) => names.filter((found) => found === name).length
  return {
    'burst of 20, quota for 10: answered by first / next / given back': [
      count(
        answers.map(({ provider }) => provider),
        'openai',
      ),
      count(
        answers.map(({ provider }) => provider),
        'gemini',
      ),
      20 - answers.length,
    ].join(' / '),
    '… answers under an epoch that is not their provider’s (0)': mixed,
    'ai-fallback, same burst: first / next / failed': [
      count(theirs, 'openai'),
      count(theirs, 'gemini'),
      count(theirs, 'failed'),
    ].join(' / '),
  }
}

const openAiAnswer = {
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_800_000_000,
  model: 'bench',
  choices: [
    { index: 0, message: { role: 'assistant', content: '{"word":"openai"}' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
}

/** A question with lease, budget, cache, validation and storing under its epoch, beside the SDK alone. */
async function overhead(server: ProviderServer): Promise<Figures> {
  await beginAnew(server)
  const model = await ADAPTERS.openai.model(env(), fetch)
  const bare: number[] = []
  const whole: number[] = []
  for (let n = 0; n < 400; n++) {
    let begunAt = performance.now()
    await generateText({
      model,
      instructions: SYSTEM,
      prompt: `<data>\n{"n":${n}}\n</data>`,
      maxRetries: 0,
      output: Output.object({ schema: answerSchema }),
    })
    bare.push(performance.now() - begunAt)
    begunAt = performance.now()
    const answer = await ask()
    whole.push(performance.now() - begunAt)
    if (!answer.ok) throw new Error(answer.error.message)
  }
  const difference = (percentile(whole, 0.5) ?? 0) - (percentile(bare, 0.5) ?? 0)
  return {
    'a question by the SDK alone, p50 / p99 ms': both(bare),
    'a question by askProvider, stored with proof, p50 / p99 ms': both(whole),
    'overhead p50 ms (under 1)': Math.round(difference * 100) / 100,
  }
}

/** GET /api/v1/admin/providers/status of the app as a process of its own, one call after the other. */
async function statusEndpoint(): Promise<Figures> {
  const world = await openWorld()
  try {
    const headers = { authorization: `Bearer ${await world.token(world.admin.id)}` }
    const took: number[] = []
    for (let n = 0; n < 400; n++) {
      const begunAt = performance.now()
      const response = await fetch(`${world.url}/api/v1/admin/providers/status`, { headers })
      await response.json()
      if (!response.ok) throw new Error(`The status was answered ${response.status}`)
      if (n >= 100) took.push(performance.now() - begunAt)
    }
    return {
      'status endpoint, p50 / p95 ms (p95 under 5)': `${percentile(took, 0.5)} / ${percentile(took, 0.95)}`,
    }
  } finally {
    await world.close()
  }
}

/** Random deeds of callers, monitor and staff, from fresh seeds. */
function model(): Figures {
  let states = 0
  while (states < 1_000_000)
    fc.assert(
      fc.property(fc.array(deedArbitrary, { minLength: 20, maxLength: 120 }), (deeds) => {
        states += play(deeds)
      }),
      { numRuns: 1_000 },
    )
  return { 'states of the model looked at, all promises held (100,000)': states }
}

function both(values: readonly number[]): string {
  return `${percentile(values, 0.5)} / ${percentile(values, 0.99)}`
}
