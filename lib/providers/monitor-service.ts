import 'server-only'
import { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { ADAPTERS } from './adapters.ts'
import { callModel } from './call.ts'
import { readOutcomes } from './call-repo.ts'
import { type CheckRow, insertCheck, latestChecks } from './check-repo.ts'
import { configuredProviders } from './configuration.ts'
import type { ProviderName } from './domain.ts'
import type { Failure } from './failure.ts'
import { FAILED_IN_A_ROW, healthOf } from './health.ts'
import { AI_LOCK, readLock } from './lock-repo.ts'
import { applyEvent } from './lock-service.ts'
import type { ProviderChecks } from './schema.ts'

const PROBE_MS = 10_000
const CANARY_MS = 30_000
/** Calls that were not answered, and none that was, before they count as a failed look. */
const FAILED_CALLS = 3
const CALLS_OF_MS = 300_000

/** A question that any model answers with a handful of tokens. */
const canarySchema = z.strictObject({ ok: z.boolean() })

type Look = {
  readonly ok: boolean
  readonly latencyMs: number
  readonly failure: Pick<Failure, 'kind' | 'rule' | 'message'> | null
}

/** Looks at each configured provider when it is time, and tells the lock what that means. For the scheduler. */
export async function monitorProviders(everySeconds: number, now = new Date()): Promise<void> {
  const newest = await latestChecks(1)
  // A run that is a moment early is not put off to the next minute.
  const dueBefore = now.getTime() - everySeconds * 1_000 + 5_000
  await lookAt(
    configuredProviders().filter((name) => {
      const [last] = newest.get(name) ?? []
      return !last || last.at.getTime() <= dueBefore
    }),
  )
}

/** The same now, by the word of staff: of one provider, or of all. */
export async function checkProviders(
  actor: Actor,
  provider?: ProviderName,
): Promise<Result<ProviderChecks, DomainError>> {
  if (actor.role !== 'admin') return err(domainError('forbidden', 'Only admins look at the providers.'))
  const configured = configuredProviders()
  if (provider && !configured.includes(provider))
    return err(domainError('invalid', `${provider} has no key: set it in the environment and start again.`))
  const names = provider ? [provider] : configured
  await lookAt(names, { early: true })
  const newest = await latestChecks(1)
  return ok({ checks: names.flatMap((name) => (newest.get(name) ?? []).map(checkAnswer)) })
}

export function checkAnswer({ latencyMs, at, provider, kind, ok: isOk, rule, message }: CheckRow) {
  return { provider, kind, ok: isOk, latency_ms: latencyMs, rule, message, at: at.toISOString() }
}

/** @param early also providers whose rest is not over are asked to prove that they are well again */
async function lookAt(names: readonly ProviderName[], { early = false } = {}): Promise<void> {
  await Promise.all(names.map((name) => lookAtOne(name, early)))
}

async function lookAtOne(name: ProviderName, early: boolean): Promise<void> {
  const { lock } = await readLock(AI_LOCK)
  const rest = lock.resting[name]
  const isOver = rest !== undefined && Date.now() >= rest.until
  if (isOver && rest.isOwnTime) await applyEvent({ type: 'recovered', provider: name, proof: 'quota-reset' })
  // That the model list answers proves nothing of a provider that rests: only an answer to a question does.
  else if (rest && (isOver || (early && rest.cause !== 'released')))
    return tellLock(name, 'canary', await askCanary(name))
  if (lock.holder !== name) return tellLock(name, 'probe', await probe(name))
  const [last] = (await latestChecks(1)).get(name) ?? []
  const calls = await readOutcomes(name, last?.at ?? new Date(Date.now() - CALLS_OF_MS))
  // A holder whose model list answers while its answers do not is not there; and once that was found, only an answer
  // to a question shows that it is back.
  if (calls.answered === 0 && calls.failed >= FAILED_CALLS && calls.newest)
    return tellLock(name, 'call', { ok: false, latencyMs: 0, failure: calls.newest })
  const isDoubted = last !== undefined && !last.ok && last.kind !== 'probe' && calls.answered === 0
  await (isDoubted
    ? tellLock(name, 'canary', await askCanary(name))
    : tellLock(name, 'probe', await probe(name)))
}

async function tellLock(provider: ProviderName, kind: CheckRow['kind'], look: Look): Promise<void> {
  const { ok: isOk, latencyMs, failure } = look
  await insertCheck({
    provider,
    kind,
    ok: isOk,
    latencyMs,
    failure: failure?.kind ?? null,
    rule: failure?.rule ?? null,
    message: failure?.message ?? null,
  })
  if (isOk && kind === 'canary') await applyEvent({ type: 'recovered', provider, proof: 'canary' })
  const { lock: now } = await readLock(AI_LOCK)
  // What was seen before it was well again says nothing of how well it is since.
  const since = now.recovered[provider] ?? 0
  const checks = ((await latestChecks()).get(provider) ?? []).filter(({ at }) => at.getTime() > since)
  const { failedInARow, cleanInARow } = healthOf(checks)
  if (failure?.kind === 'auth' && now.holder === provider)
    await applyEvent({
      type: 'failed',
      provider,
      epoch: now.epoch,
      callId: `${kind} at ${new Date().toISOString()}`,
      kind: 'auth',
      resetsAt: null,
      rule: failure.rule,
    })
  else if (failedInARow >= FAILED_IN_A_ROW)
    await applyEvent({ type: 'unavailable', provider, checks: failedInARow })
  else if (isOk && now.holder !== provider) await applyEvent({ type: 'clean', provider, checks: cleanInARow })
}

async function probe(name: ProviderName): Promise<Look> {
  const result = await ADAPTERS[name].probe(env(), fetch, AbortSignal.timeout(PROBE_MS))
  return result.ok ? { ...result, failure: null } : result
}

async function askCanary(name: ProviderName): Promise<Look> {
  const begunAt = performance.now()
  const answer = await callModel({
    adapter: ADAPTERS[name],
    env: env(),
    system:
      'You are asked whether you can answer at all. Answer with the JSON object {"ok": true} and nothing else.',
    prompt: 'Are you there?',
    schema: canarySchema,
    maxOutputTokens: 200,
    signal: new AbortController().signal,
    timeouts: { totalMs: CANARY_MS, firstChunkMs: CANARY_MS },
  })
  const latencyMs = performance.now() - begunAt
  return answer.ok ? { ok: true, latencyMs, failure: null } : { ok: false, latencyMs, failure: answer.error }
}
