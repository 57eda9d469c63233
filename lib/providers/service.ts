import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { deleteCallsBefore } from './call-repo.ts'
import { latestChecks, listChecks, pruneChecks } from './check-repo.ts'
import { healthOf, WINDOW } from './health.ts'
import { nextProvider } from './lock.ts'
import * as repo from './lock-repo.ts'
import { AI_LOCK } from './lock-repo.ts'
import { checkAnswer } from './monitor-service.ts'
import type { ProviderHistory, ProviderStatus, TrailVerdict } from './schema.ts'
import { verifyLock } from './trail-service.ts'

export { type Answer, askProvider, type NoAnswer, type Question } from './ask-service.ts'
export { followLock } from './follow-service.ts'
export { STAFF_NEWS } from './lock.ts'
export type { Applied } from './lock-service.ts'
export {
  acquireLock,
  getLockedProvider,
  getNextProvider,
  holdEpoch,
  isLocked,
  recordFailure,
  releaseLock,
  resetFailures,
  setFailBack,
  setPriority,
  switchLock,
} from './lock-service.ts'
export { checkProviders, monitorProviders } from './monitor-service.ts'

const NOTES_KEPT = 1_000
/** Proofs of answers are kept as long as anybody asks where a number came from. */
const CALLS_KEPT_MS = 400 * 86_400_000

const forbidden = () => err(domainError('forbidden', 'Only staff see the providers.'))

export async function getStatus(actor: Actor): Promise<Result<ProviderStatus, DomainError>> {
  if (actor.role === 'user') return forbidden()
  const [{ lock, acquiredAt, version }, auditCount, checks] = await Promise.all([
    repo.readLock(AI_LOCK),
    repo.countAudit(AI_LOCK),
    latestChecks(WINDOW),
  ])
  const time = (ms: number) => new Date(ms).toISOString()
  return ok({
    locked_provider: lock.holder,
    is_locked: lock.holder !== 'builtin',
    epoch: lock.epoch,
    lock_acquired_at: acquiredAt.toISOString(),
    reason: lock.reason,
    consecutive_failures: lock.strikes.length,
    total_failures: lock.totalFailures,
    next_provider: nextProvider(lock),
    provider_priority: [...lock.priority],
    audit_trail_count: auditCount,
    exhausted: lock.exhausted,
    fail_back: lock.failBack,
    proposal: lock.proposal,
    version,
    providers: lock.priority.map((name) => {
      const rest = lock.resting[name]
      const health = healthOf(checks.get(name) ?? [])
      return {
        name,
        configured: lock.configured.includes(name),
        healthy: health.status === 'unknown' ? null : health.status === 'healthy',
        cool_down_until: rest ? time(rest.until) : null,
        last_error: health.lastError,
        rests_because: rest?.cause ?? null,
        health,
      }
    }),
  })
}

export async function getAuditTrail(
  actor: Actor,
  limit: number,
  before?: number,
): Promise<Result<ProviderHistory, DomainError>> {
  if (actor.role === 'user') return forbidden()
  const [entries, checks] = await Promise.all([repo.listAudit(AI_LOCK, limit, before), listChecks(limit)])
  return ok({
    checks: checks.map(checkAnswer),
    items: entries.map(({ seq, kind, at, event, from, to, epoch, reason, actor: by, hash }) => ({
      seq,
      kind,
      at: at.toISOString(),
      event,
      from,
      to,
      epoch,
      reason,
      actor: by.name,
      hash,
    })),
  })
}

/** Walks the whole trail, folds it again from the first entry, and compares the end with the lock. */
export async function verifyTrail(actor: Actor): Promise<Result<TrailVerdict, DomainError>> {
  return actor.role === 'user' ? forbidden() : ok(await verifyLock(AI_LOCK))
}

/** Lets go of what is kept only for a while. */
export async function housekeepProviders(now = new Date()): Promise<void> {
  await deleteCallsBefore(new Date(now.getTime() - CALLS_KEPT_MS))
  await repo.pruneNotes(AI_LOCK, NOTES_KEPT)
  await pruneChecks()
  await repo.removeStrandedShadows(new Date(now.getTime() - 3_600_000))
}
