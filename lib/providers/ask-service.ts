import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { inSqlTransaction, type Sql } from '#lib/platform/db/transaction.ts'
import type { Fetch } from './adapters/adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { budgets } from './budget-service.ts'
import { callModel } from './call.ts'
import * as repo from './call-repo.ts'
import type { ProviderName } from './domain.ts'
import type { Failure } from './failure.ts'
import { isEpochOver, type Lease, leases } from './lease.ts'
import { AI_LOCK } from './lock-repo.ts'
import { applyEvent, recordFailure } from './lock-service.ts'
import { inputHash, type Prompt, renderPrompt } from './prompt.ts'

export type Question<T> = {
  /** What for, such as `forecast.region`: answers are kept and counted by it. */
  readonly purpose: string
  readonly prompt: Prompt
  /** A strict object: what does not fit is no answer. */
  readonly schema: z.ZodType<T>
  /** What this one question may take. */
  readonly budget?: { readonly maxOutputTokens?: number; readonly totalMs?: number }
  /** Whose question it is; counted against their budget of the day. */
  readonly userId?: string | null
  /** An answer to the same question by the same provider and model is taken again for so long; 24 unless given. */
  readonly cacheHours?: number
  readonly signal?: AbortSignal
  /**
   * Stores what is made of the answer, in the transaction that the epoch cannot end before. It has its id by then, so
   * synchronised entities are not written here: for them see `holdEpoch`, after their locks.
   */
  readonly store?: (within: Sql, answer: Answer<T>) => Promise<void>
}

export type Answer<T> = {
  readonly value: T
  readonly provider: ProviderName
  readonly model: string
  readonly epoch: number
  /** Names the proof of it. */
  readonly callId: string
  readonly isCached: boolean
}

/** Why there is no answer. The product's own engines answer then, whatever the reason. */
export type NoAnswer = {
  readonly reason: 'no-provider' | 'exhausted' | 'budget' | 'cancelled' | Failure['kind']
  /** For whoever asked. */
  readonly message: string
  /** The same question may be answered by another holder of the lock: it is worth asking again. */
  readonly mayAskAgain: boolean
  readonly callId: string | null
}

/** Where questions go: the product's own lock, or the shadow that a drill is played on. */
export type Ring = { readonly lockId: string; readonly fetch?: Fetch; readonly env?: ReturnType<typeof env> }

const REAL: Ring = { lockId: AI_LOCK }
const TOTAL_MS = 60_000
/** Answers come whole, so this is the time for thinking. */
const FIRST_CHUNK_MS = 45_000
/** A rate limit that passes sooner is waited for, once. */
const WAIT_AT_MOST_MS = 5_000
/** Holders that one question goes through before it is given back. */
const HOLDERS_AT_MOST = 5
const RETRIED_ONCE: ReadonlySet<Failure['kind']> = new Set(['timeout', 'malformed', 'unavailable'])

/**
 * Asks the one provider that holds the lock. The answer is validated, stored under its own epoch with its proof, and
 * counted; failures go to the lock. A question whose holder loses the lock goes on to the next one; at the same holder
 * it is retried once at most, and never after a strike.
 */
export async function askProvider<T>(
  question: Question<T>,
  ring: Ring = REAL,
): Promise<Result<Answer<T>, NoAnswer>> {
  const hash = inputHash(question.prompt, formOf(question.schema))
  let retriedIn = 0
  let isCharged = false
  let last: NoAnswer | undefined
  for (let holders = 0; holders < HOLDERS_AT_MOST; ) {
    if (question.signal?.aborted) return err(cancelled())
    const lease = await leases().current(ring.lockId)
    if (lease.holder === 'builtin') return err(last ?? nobody(lease))
    const outcome = await new Attempt(question, ring, lease, lease.holder, hash).run(isCharged)
    if (outcome.ok) return outcome
    last = outcome.error.answer
    if (outcome.error.next === 'give-up') return err(last)
    isCharged ||= outcome.error.isCharged
    if (outcome.error.next === 'next-holder') {
      holders++
      continue
    }
    if (retriedIn === lease.epoch) return err(last)
    retriedIn = lease.epoch
    await pause(outcome.error.waitMs, undefined, { signal: question.signal }).catch(() => undefined)
  }
  return err(last ?? cancelled())
}

const forms = new WeakMap<z.ZodType, unknown>()

/** A schema as a model is shown it; worked out once. */
function formOf(schema: z.ZodType): unknown {
  const known = forms.get(schema) ?? z.toJSONSchema(schema, { unrepresentable: 'any' })
  forms.set(schema, known)
  return known
}

type Ended = {
  readonly answer: NoAnswer
  readonly next: 'give-up' | 'again' | 'next-holder'
  readonly waitMs: number
  /** The question has been counted against the budget of whoever asked. */
  readonly isCharged: boolean
}

/** One question to one holder under one lease. */
class Attempt<T> {
  readonly #question: Question<T>
  readonly #ring: Ring
  readonly #lease: Lease
  readonly #call: Omit<repo.Call, 'latencyMs' | 'model'>
  readonly #provider: ProviderName
  #isCharged = false

  constructor(question: Question<T>, ring: Ring, lease: Lease, provider: ProviderName, hash: string) {
    this.#question = question
    this.#ring = ring
    this.#lease = lease
    this.#provider = provider
    this.#call = {
      id: newId(),
      lockId: ring.lockId,
      purpose: question.purpose,
      promptVersion: question.prompt.version,
      inputHash: hash,
      userId: question.userId ?? null,
      provider,
      epoch: lease.epoch,
    }
  }

  /** @param isCharged whoever asked has paid for this question already */
  async run(isCharged: boolean): Promise<Result<Answer<T>, Ended>> {
    const { cacheHours = 24, budget = {}, prompt, schema, store } = this.#question
    const values = this.#ring.env ?? env()
    const adapter = ADAPTERS[this.#provider]
    // Another process may have the keys that this one lacks: that is no fault of the provider's.
    if (!adapter.isConfigured(values)) {
      const message = `This process has no key of ${this.#provider}, which holds the lock.`
      return this.#end({ reason: 'no-provider', message, mayAskAgain: false }, 'give-up')
    }
    const model = adapter.modelName(values)
    // What is to be stored with an answer is to be made under this epoch.
    const known = cacheHours > 0 && !store ? await this.#known(model, cacheHours) : null
    if (known) return ok(known)
    const payer = isCharged ? null : (this.#question.userId ?? null)
    const refused = this.#ring.lockId === AI_LOCK ? await budgets().take(payer) : null
    this.#isCharged = isCharged || refused === null
    if (refused) return this.#end({ reason: 'budget', message: refused, mayAskAgain: false }, 'give-up')

    const { id, lockId, epoch } = this.#call
    const flight = leases().begin(id, lockId, epoch)
    const begunAt = performance.now()
    const totalMs = budget.totalMs ?? TOTAL_MS
    try {
      const answer = await callModel({
        ...renderPrompt(prompt),
        adapter,
        env: values,
        schema,
        signal: this.#question.signal
          ? AbortSignal.any([flight.signal, this.#question.signal])
          : flight.signal,
        timeouts: { totalMs, firstChunkMs: Math.min(totalMs, FIRST_CHUNK_MS) },
        ...(budget.maxOutputTokens === undefined ? {} : { maxOutputTokens: budget.maxOutputTokens }),
        ...(this.#ring.fetch ? { fetch: this.#ring.fetch } : {}),
      })
      const call: repo.Call = { ...this.#call, model, latencyMs: performance.now() - begunAt }
      if (answer.ok) return await this.#keep(call, answer.value)
      return await this.#fail(call, answer.error, isEpochOver(flight.signal.reason))
    } finally {
      flight.end()
    }
  }

  async #known(model: string, hours: number): Promise<Answer<T> | null> {
    const known = await repo.findAnswer({ ...this.#call, model }, hours)
    const value = known && this.#question.schema.safeParse(known.answer)
    if (!known || !value?.success) return null
    // The same provider says the same under this epoch; the proof is of the first time it was asked.
    const { epoch } = this.#call
    return { value: value.data, provider: this.#provider, model, epoch, callId: known.id, isCached: true }
  }

  async #keep(
    call: repo.Call,
    got: { value: T; tokensIn: number | null; tokensOut: number | null },
  ): Promise<Result<Answer<T>, Ended>> {
    const { store } = this.#question
    const answer: Answer<T> = {
      value: got.value,
      provider: this.#provider,
      model: call.model,
      epoch: call.epoch,
      callId: call.id,
      isCached: false,
    }
    const answered = { answer: got.value, tokensIn: got.tokensIn, tokensOut: got.tokensOut }
    const holds = store
      ? await inSqlTransaction(async (within) => {
          const epoch = await repo.storeAnswer(call, answered, within)
          if (epoch === call.epoch) await store(within, answer)
          return epoch
        })
      : await repo.storeAnswer(call, answered)
    if (holds !== call.epoch) return this.#drop(call)
    if (this.#lease.strikes > 0)
      await applyEvent(
        { type: 'succeeded', provider: this.#provider, epoch: call.epoch, seq: this.#lease.seq },
        undefined,
        call.lockId,
      )
    return ok(answer)
  }

  /** The answer came when another one had the lock: it is nobody's, and the question goes on. */
  async #drop(call: repo.Call): Promise<Result<never, Ended>> {
    await repo.insertFailedCall(call, 'dropped', null)
    await applyEvent(
      { type: 'late', provider: this.#provider, epoch: call.epoch, callId: call.id },
      undefined,
      call.lockId,
    )
    const message = 'The answer came after the lock had gone on, and was dropped.'
    return this.#end({ reason: 'aborted', message, mayAskAgain: true }, 'next-holder')
  }

  async #fail(call: repo.Call, failure: Failure, isGivenUp: boolean): Promise<Result<never, Ended>> {
    const { kind, rule, resetsAtMs, retryAfterMs, message } = failure
    await repo.insertFailedCall(call, isGivenUp ? 'dropped' : 'failed', failure)
    const answer = { reason: kind, message, mayAskAgain: true }
    if (isGivenUp) return this.#end(answer, 'next-holder')
    if (kind === 'aborted') return this.#end(cancelled(), 'give-up')
    if (kind === 'quota' || kind === 'auth') {
      const { provider, epoch } = call
      const { lock } = await recordFailure(
        { provider, epoch, callId: call.id, kind, resetsAt: resetsAtMs, rule },
        call.lockId,
      )
      return this.#end(answer, lock.epoch === call.epoch ? 'give-up' : 'next-holder')
    }
    if (kind === 'rate' && (retryAfterMs ?? 0) <= WAIT_AT_MOST_MS)
      return this.#end(answer, 'again', retryAfterMs ?? 1_000)
    if (RETRIED_ONCE.has(kind)) return this.#end(answer, 'again')
    return this.#end({ ...answer, mayAskAgain: kind === 'rate' }, 'give-up')
  }

  #end(answer: Omit<NoAnswer, 'callId'>, next: Ended['next'], waitMs = 0): Result<never, Ended> {
    return err({ answer: { ...answer, callId: this.#call.id }, next, waitMs, isCharged: this.#isCharged })
  }
}

function nobody({ exhausted }: Lease): NoAnswer {
  return {
    reason: exhausted ? 'exhausted' : 'no-provider',
    message: exhausted
      ? 'Every configured AI provider rests at the moment: the product’s own engines answer.'
      : 'No AI provider is configured: the product’s own engines answer.',
    mayAskAgain: exhausted,
    callId: null,
  }
}

function cancelled(): NoAnswer {
  return { reason: 'cancelled', message: 'The question was taken back.', mayAskAgain: false, callId: null }
}
