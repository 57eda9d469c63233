import 'server-only'
import { lockEntities, pokeRelay, writeSystemEntity } from '#lib/bridge/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { nextProvider, PROVIDERS, type ProviderName, transition } from './domain.ts'
import * as repo from './repo.ts'
import type { ProviderHistory, ProviderStatus } from './schema.ts'

/** The providers that the environment has keys for. */
export function configuredProviders(): ProviderName[] {
  const values = env()
  const hasKey: Record<ProviderName, boolean> = {
    openai: values.OPENAI_API_KEY !== undefined,
    gemini: values.GEMINI_API_KEY !== undefined,
    groq: values.GROQ_API_KEY !== undefined,
    cloudflare: values.CLOUDFLARE_ACCOUNT_ID !== undefined,
    huggingface: values.HUGGINGFACE_API_KEY !== undefined,
  }
  return PROVIDERS.filter((name) => hasKey[name])
}

/** Brings the lock in line with the keys of the environment; runs at each start and does nothing twice. */
export async function acquireLock(): Promise<void> {
  const changed = await inTransaction(async (tx) => {
    await lockEntities(tx, ['provider:ai'])
    const lock = await repo.lockRow(tx)
    const step = transition(lock, { type: 'configured', providers: configuredProviders() })
    if (!step) return false
    const at = new Date()
    await repo.insertAudit(tx, {
      seq: step.lock.seq,
      at,
      event: 'lock.acquired',
      from: lock.holder,
      to: step.lock.holder,
      epoch: step.lock.epoch,
      reason: step.reason,
      actor: SYSTEM_ACTOR,
    })
    await repo.markAcquired(tx, at)
    await writeSystemEntity(tx, 'provider', 'ai', 'lock.acquired', { ...step.lock, reason: step.reason })
    return true
  })
  if (changed) pokeRelay()
}

/** Who answers AI questions now. */
export async function getLockedProvider(): Promise<{ provider: string; epoch: number }> {
  const { holder, epoch } = await repo.readLock()
  return { provider: holder, epoch }
}

export async function getStatus(actor: Actor): Promise<Result<ProviderStatus, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see the providers.'))
  const [lock, auditCount] = await Promise.all([repo.readLock(), repo.countAudit()])
  const configured = new Set<string>(configuredProviders())
  return ok({
    locked_provider: lock.holder,
    is_locked: lock.holder !== 'builtin',
    epoch: lock.epoch,
    lock_acquired_at: lock.acquiredAt.toISOString(),
    reason: lock.reason,
    consecutive_failures: lock.failures,
    total_failures: 0,
    next_provider: nextProvider(lock.holder, configured),
    provider_priority: [...PROVIDERS],
    audit_trail_count: auditCount,
    exhausted: false,
    version: lock.version,
    providers: PROVIDERS.map((name) => ({
      name,
      configured: configured.has(name),
      healthy: null,
      cool_down_until: null,
      last_error: null,
    })),
  })
}

export async function getAuditTrail(
  actor: Actor,
  limit: number,
): Promise<Result<ProviderHistory, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see the providers.'))
  return ok({ items: await repo.listAudit(limit) })
}
