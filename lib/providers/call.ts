import 'server-only'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Adapter, Fetch, ProviderEnv } from './adapters/adapter.ts'
import { Exchange, type Timeouts } from './call-exchange.ts'
import { hiddenFailure } from './classify/facts.ts'
import { classify } from './classify.ts'
import type { Failure, FailureCause } from './failure.ts'

/** Settings the SDK drops for a model would otherwise be reported beside our log, in a form nobody reads. */
globalThis.AI_SDK_LOG_WARNINGS = false

export type ModelCall<T> = {
  readonly adapter: Adapter
  readonly env: ProviderEnv
  readonly system: string
  readonly prompt: string
  readonly schema: z.ZodType<T>
  readonly maxOutputTokens?: number
  /** Ends the call: nobody waits for it any more, or the lock went to another provider. */
  readonly signal: AbortSignal
  /**
   * Answers are not streamed, so most providers send their first byte only when the answer is complete:
   * `firstChunkMs` is the time for thinking, `totalMs` also covers the transfer.
   */
  readonly timeouts: Timeouts
  readonly fetch?: Fetch
}

export type CallAnswer<T> = {
  readonly value: T
  /** The model that answered, in the provider's words. */
  readonly model: string
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  readonly latencyMs: number
  readonly finishReason: string
}

/**
 * Asks one provider once for an answer in the form of a schema. Never retries and never asks another provider: the
 * lock decides that. Throws only when no request could be made at all, which is a fault in our own code.
 */
export async function callModel<T>(call: ModelCall<T>): Promise<Result<CallAnswer<T>, Failure>> {
  const { adapter, env } = call
  const exchange = new Exchange(call.fetch ?? globalThis.fetch, call.signal, call.timeouts)
  const fail = (cause: FailureCause | null, note?: string) =>
    err(classify(adapter.name, exchange.failure(cause, note), Date.now(), adapter.secrets(env)))
  if (exchange.isStopped) return fail(null)
  try {
    const [{ generateText, Output }, model] = await Promise.all([
      import('ai'),
      adapter.model(env, exchange.fetch),
    ])
    const started = performance.now()
    const result = await generateText({
      model,
      instructions: call.system,
      prompt: call.prompt,
      output: Output.object({ schema: call.schema }),
      maxOutputTokens: call.maxOutputTokens,
      maxRetries: 0,
      abortSignal: exchange.signal,
      include: { responseBody: true },
    })
    const latencyMs = Math.round(performance.now() - started)
    const hidden = hiddenFailure(result.response.body) ?? stoppedShort(result.finishReason)
    if (hidden) return fail(hidden)
    return ok({
      value: result.output,
      model: result.response.modelId,
      tokensIn: result.usage.inputTokens ?? null,
      tokensOut: result.usage.outputTokens ?? null,
      latencyMs,
      finishReason: result.finishReason,
    })
  } catch (error) {
    if (exchange.answer !== null) {
      return fail(hiddenFailure(parseJson(exchange.answer)) ?? 'unparsable', misfit(error))
    }
    if (exchange.requests === 0 && !exchange.isStopped) throw error
    return fail(null)
  } finally {
    exchange.close()
  }
}

/** For answers whose stop reason only the SDK could read. */
function stoppedShort(finishReason: string): FailureCause | null {
  if (finishReason === 'length') return 'truncated'
  return finishReason === 'content-filter' ? 'refused' : null
}

/** Where the answer departs from the schema, for the log. */
function misfit(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof z.ZodError) {
      const issue = current.issues[0]
      return issue && `the answer does not fit the schema at "${issue.path.join('.')}": ${issue.message}`
    }
    current = current.cause
  }
  return undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
