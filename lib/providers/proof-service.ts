import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { isUuid } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { STRIKES } from './lock.ts'
import { AI_LOCK, type AuditEntry } from './lock-repo.ts'
import * as repo from './proof-repo.ts'
import type { CallList, CallListQuery, ProviderCall, ProviderCallRow, ProviderProof } from './proof-schema.ts'

const forbidden = () => err(domainError('forbidden', 'Only staff see the proofs of answers.'))

/** The newest questions to providers, whatever came of them. */
export async function listCalls(
  actor: Actor,
  { limit, before }: CallListQuery,
): Promise<Result<CallList, DomainError>> {
  if (actor.role === 'user') return forbidden()
  const rows = await repo.listCalls(AI_LOCK, limit + 1, before ?? null)
  const items = rows.slice(0, limit).map(rowOf)
  return ok({ items, nextCursor: rows.length > limit ? (items.at(-1)?.call_id ?? null) : null })
}

/**
 * Where an answer came from: its call, the transition that began the epoch of it, and the failures that brought that
 * transition about, each with the provider's own words and the rule that matched.
 */
export async function getProof(actor: Actor, callId: string): Promise<Result<ProviderProof, DomainError>> {
  if (actor.role === 'user') return forbidden()
  const [call] = isUuid(callId) ? await repo.findCalls([callId]) : []
  if (!call) return err(domainError('not-found', 'There is no such call; calls are kept for 400 days.'))
  const began = await repo.readBeginning(call.lockId, call.epoch)
  const [causes, checks] = await Promise.all([
    began ? causesOf(call.lockId, began) : [],
    began ? checksOf(began) : [],
  ])
  return ok({
    call: callOf(call),
    lock_id: call.lockId,
    transition: began && {
      seq: began.seq,
      at: began.at.toISOString(),
      event: began.event,
      from: began.from,
      to: began.to,
      epoch: began.epoch,
      reason: began.reason,
      actor: began.actor.name,
      hash: began.hash,
    },
    causes,
    checks,
  })
}

async function causesOf(lockId: string, began: AuditEntry): Promise<ProviderProof['causes']> {
  const { fact } = began
  if (fact.type !== 'failed') return []
  // A refused key takes the lock by itself; quota takes it with the strikes before that nothing took back.
  const strikes = fact.kind === 'quota' ? await strikesBefore(lockId, fact.epoch) : []
  const ids = [...strikes, fact.callId]
  const calls = new Map((await repo.findCalls(ids)).map((call) => [call.id, call]))
  return ids.map((id) => {
    const call = calls.get(id)
    return { call_id: id, call: call ? callOf(call) : null }
  })
}

async function strikesBefore(lockId: string, epoch: number): Promise<string[]> {
  const entries = await repo.readStrikes(lockId, epoch, STRIKES - 1)
  const reset = entries.findIndex(({ event }) => event === 'failures.reset')
  return (reset < 0 ? entries : entries.slice(0, reset))
    .flatMap(({ fact }) => (fact.type === 'failed' ? [fact.callId] : []))
    .reverse()
}

async function checksOf({ fact, at }: AuditEntry): Promise<ProviderProof['checks']> {
  if (fact.type !== 'unavailable') return []
  const rows = await repo.readFailedChecks(fact.provider, at, fact.checks)
  return rows.map(({ kind, rule, message, at: when }) => ({ at: when.toISOString(), kind, rule, message }))
}

function rowOf(call: Omit<repo.CallRow, 'raw'>): ProviderCallRow {
  const { id, at, purpose, provider, model, epoch, status, failure, rule, message } = call
  return {
    call_id: id,
    at: at.toISOString(),
    purpose,
    provider,
    model,
    epoch,
    status,
    failure,
    rule,
    message,
    tokens_in: call.tokensIn,
    tokens_out: call.tokensOut,
    latency_ms: call.latencyMs,
  }
}

function callOf(call: repo.CallRow): ProviderCall {
  const { promptVersion, inputHash, raw } = call
  return { ...rowOf(call), prompt_version: promptVersion, input_hash: inputHash, raw }
}
