import 'server-only'
import { pokeRelay, writeSystemEntity, wroteEntity } from '#lib/bridge/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { inSqlTransaction, type Sql, sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { configuredProviders, keyFingerprints, modelOf, secretsOfAll } from './configuration.ts'
import type { ProviderName } from './domain.ts'
import { redact } from './failure.ts'
import { leases } from './lease.ts'
import { type FailBack, type Lock, type LockEvent, nextProvider, type Step } from './lock.ts'
import * as repo from './lock-repo.ts'
import { AI_LOCK } from './lock-repo.ts'
import { transition } from './transition.ts'

/** What an event came to: the lock as it is now, and what it did, if anything. */
export type Applied = { readonly lock: Lock; readonly step: Step | null }

/**
 * Tells the lock what happened: one transaction that holds its row, applies the pure transition, and writes lock, audit
 * entry and event, or nothing.
 */
export async function applyEvent(
  event: LockEvent,
  actor: Actor = SYSTEM_ACTOR,
  lockId: string = AI_LOCK,
): Promise<Applied> {
  const isShared = lockId === AI_LOCK
  const begunAt = performance.now()
  const applied = await inSqlTransaction(
    async (sql) => {
      const { lock: before, now } = await repo.holdLock(sql, lockId)
      const step = transition(before, event, now)
      if (!step) return { lock: before, step, version: null }
      const { lock, audit } = step
      await repo.insertAudit(sql, lockId, {
        ...audit,
        at: new Date(now),
        fact: event,
        actor,
        after: audit.kind === 'change' ? lock : null,
      })
      if (!isShared) {
        await repo.writeShadow(sql, lockId, lock)
        return { lock, step, version: null }
      }
      await repo.writeLockState(sql, lockId, lock)
      const version = await writeSystemEntity(
        sql,
        'provider',
        lockId,
        audit.event,
        changedFields(before, lock, audit.event),
        actor,
      )
      return { lock, step, version }
    },
    isShared ? [`provider:${AI_LOCK}`] : [],
  )
  // Without a step it is what somebody else may have moved on from since.
  leases().saw(lockId, applied.lock, applied.step ? performance.now() : begunAt)
  if (applied.version !== null) {
    wroteEntity('provider', lockId, applied.version)
    pokeRelay()
  }
  return applied
}

function changedFields(before: Lock, lock: Lock, event: string): Record<string, unknown> {
  const was = entityFields(before, '')
  return Object.fromEntries(
    Object.entries(entityFields(lock, event)).filter(([field, value]) => was[field] !== value),
  )
}

/** The lock as everybody may see it: what happened, and not in which words. Those are in the trail, for staff. */
function entityFields(lock: Lock, reason: string): Record<string, string | number | boolean> {
  const { holder, epoch, seq, exhausted } = lock
  return {
    holder,
    epoch,
    seq,
    reason,
    exhausted,
    failures: lock.strikes.length,
    proposal: lock.proposal ?? '',
  }
}

/** Brings the lock in line with the keys of the environment; at each start, and does nothing twice. */
export async function acquireLock(): Promise<Applied> {
  // Of several processes those that do the work say what is configured: one that only serves pages may lack the keys.
  if (env().ROLE === 'web') {
    const { lock } = await repo.readLock(AI_LOCK)
    if (configuredProviders().length === 0) return { lock, step: null }
  }
  return applyEvent({ type: 'configured', providers: configuredProviders(), keys: keyFingerprints() })
}

/** Who answers AI questions now. */
export async function getLockedProvider(): Promise<{
  provider: string
  model: string | null
  epoch: number
}> {
  const { holder, epoch } = await leases().current()
  return { provider: holder, model: holder === 'builtin' ? null : modelOf(holder), epoch }
}

/**
 * The epoch that holds, and goes on holding until the transaction ends: what it stores belongs to its holder. It gives the
 * transaction its id, so locks of synchronised entities are taken before.
 */
export function holdEpoch(tx: Tx | Sql): Promise<number> {
  return repo.shareEpoch(sqlOf(tx), AI_LOCK)
}

export async function isLocked(): Promise<boolean> {
  return (await leases().current()).holder !== 'builtin'
}

/** Who would come after the holder; null when nobody can. */
export async function getNextProvider(): Promise<ProviderName | null> {
  return nextProvider((await repo.readLock(AI_LOCK)).lock)
}

/** A call that failed for want of quota or by a refused key. */
export async function recordFailure(
  failure: Omit<Extract<LockEvent, { type: 'failed' }>, 'type'>,
  lockId: string = AI_LOCK,
): Promise<Applied> {
  // Epochs only go up: in a storm of failures most need no transaction to count for nothing.
  const known = leases().atHand(lockId)
  if (known && known.epoch > failure.epoch) {
    const { lock } = await repo.readLock(lockId)
    if (lock.epoch > failure.epoch) return { lock, step: null }
  }
  return applyEvent({ type: 'failed', ...failure }, SYSTEM_ACTOR, lockId)
}

/** Takes the lock from its holder by the word of staff. */
export async function releaseLock(actor: Actor, reason: string): Promise<Result<Applied, DomainError>> {
  return byStaff(
    actor,
    { type: 'released', reason },
    'No provider holds the lock: there is nothing to release.',
  )
}

/** Gives the lock to a provider by the word of staff, whether it rests or not. */
export async function switchLock(
  actor: Actor,
  to: ProviderName,
  reason: string,
): Promise<Result<Applied, DomainError>> {
  if (!configuredProviders().includes(to))
    return err(domainError('invalid', `${to} has no key: set it in the environment and start again.`))
  return byStaff(actor, { type: 'switched', to, reason }, `${to} holds the lock already.`)
}

export async function setPriority(
  actor: Actor,
  order: readonly ProviderName[],
): Promise<Result<Applied, DomainError>> {
  return byStaff(
    actor,
    { type: 'prioritised', order },
    'That is the order already, or not each provider once.',
  )
}

export async function setFailBack(actor: Actor, mode: FailBack): Promise<Result<Applied, DomainError>> {
  return byStaff(actor, { type: 'fail-back-set', mode }, 'It is set so already.')
}

export async function resetFailures(actor: Actor, reason: string): Promise<Result<Applied, DomainError>> {
  return byStaff(actor, { type: 'failures-reset', reason }, 'There are no strikes to reset.')
}

/** Whatever staff write, no key gets into the trail. */
function withoutKeys(event: LockEvent): LockEvent {
  if (!('reason' in event)) return event
  return { ...event, reason: redact(event.reason, secretsOfAll()) }
}

async function byStaff(
  actor: Actor,
  event: LockEvent,
  otherwise: string,
): Promise<Result<Applied, DomainError>> {
  if (actor.role !== 'admin') return err(domainError('forbidden', 'Only admins change who answers.'))
  const applied = await applyEvent(withoutKeys(event), actor)
  return applied.step ? ok(applied) : err(domainError('invalid', otherwise))
}
