import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import type { CheckRow } from './check-repo.ts'
import type { ProviderName } from './domain.ts'
import type { FailureKind } from './failure.ts'
import type { LockEvent } from './lock.ts'
import type { AuditEntry } from './lock-repo.ts'

export type CallRow = {
  readonly id: string
  readonly lockId: string
  readonly purpose: string
  readonly promptVersion: number
  readonly inputHash: string
  readonly provider: ProviderName
  readonly model: string
  readonly epoch: number
  readonly status: 'answered' | 'failed' | 'dropped'
  readonly failure: FailureKind | null
  readonly rule: string | null
  readonly message: string | null
  readonly raw: string | null
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  readonly latencyMs: number
  readonly at: Date
}

const CALL = `id, lock_id AS "lockId", purpose, prompt_version AS "promptVersion", input_hash AS "inputHash", provider,
  model, epoch, status, failure, rule, message, tokens_in AS "tokensIn", tokens_out AS "tokensOut",
  latency_ms AS "latencyMs", at`

export function findCalls(ids: readonly string[]): Promise<CallRow[]> {
  return sql().rows<CallRow>({
    text: `SELECT ${CALL}, raw FROM provider_call WHERE id = ANY ($1)`,
    values: [ids],
  })
}

/** Newest first; ids tell when a call began. */
export function listCalls(
  lockId: string,
  limit: number,
  before: string | null,
): Promise<Omit<CallRow, 'raw'>[]> {
  return sql().rows<Omit<CallRow, 'raw'>>({
    text: `SELECT ${CALL} FROM provider_call WHERE lock_id = $1 AND ($3::text IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $2`,
    values: [lockId, limit, before],
  })
}

/** How the holder of an epoch came to the lock. */
export async function readBeginning(lockId: string, epoch: number): Promise<AuditEntry | null> {
  const [entry] = await sql().rows<AuditEntry>({
    text: `SELECT seq, kind, at, event, fact, from_holder AS "from", to_holder AS "to", epoch, reason, actor, after,
        prev_hash AS "prevHash", prev_change_hash AS "prevChangeHash", hash
      FROM provider_audit WHERE lock_id = $1 AND epoch = $2 AND kind = 'change' AND from_holder <> to_holder
      ORDER BY seq LIMIT 1`,
    values: [lockId, epoch],
  })
  return entry ?? null
}

/** Strikes of an epoch and what took them back, newest first. */
export function readStrikes(
  lockId: string,
  epoch: number,
  limit: number,
): Promise<{ event: 'lock.strike' | 'failures.reset'; fact: LockEvent }[]> {
  return sql().rows({
    text: `SELECT event, fact FROM provider_audit
      WHERE lock_id = $1 AND epoch = $2 AND event IN ('lock.strike', 'failures.reset')
      ORDER BY seq DESC LIMIT $3`,
    values: [lockId, epoch, limit],
  })
}

/** The last failed checks of a provider up to a moment, newest first. */
export function readFailedChecks(provider: ProviderName, upTo: Date, limit: number): Promise<CheckRow[]> {
  return sql().rows<CheckRow>({
    text: `SELECT provider, kind, ok, latency_ms AS "latencyMs", rule, message, at
      FROM provider_check WHERE provider = $1 AND NOT ok AND at <= $2 ORDER BY id DESC LIMIT $3`,
    values: [provider, upTo, limit],
  })
}
