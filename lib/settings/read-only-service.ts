import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { readSettings } from './repo.ts'
import type { PublicSettings } from './schema.ts'

/** Every edit of a user asks; a switch is in force in all processes within this time. */
const MAX_AGE_MS = 1_000

type Held = { at: number; settings: Promise<PublicSettings> }

/**
 * The refusal that an edit gets while the product is read-only; null for staff, and when it is not. The coordinator
 * asks before it locks anything. It stands apart from the service, which itself writes through the coordinator.
 */
export async function refuseWhileReadOnly(actor: Actor): Promise<DomainError | null> {
  if (actor.role !== 'user') return null
  const { readOnly, readOnlyReason } = await recentSettings()
  return readOnly ? readOnlyRefusal(readOnlyReason) : null
}

export function readOnlyRefusal(reason: string): DomainError {
  const why = reason === '' ? '' : ` ${reason.replace(/[.!?]?$/, '.')}`
  return domainError('unavailable', `Nothing can be changed at the moment.${why} Try again later.`, {
    retryAfterS: 60,
  })
}

function recentSettings(): Promise<PublicSettings> {
  const slot = processSingleton('settings.recent', () => ({ held: null as Held | null }))
  if (slot.held && Date.now() - slot.held.at < MAX_AGE_MS) return slot.held.settings
  const settings = readSettings()
  const held = { at: Date.now(), settings }
  slot.held = held
  // A read that failed is no answer for those who ask next.
  settings.catch(() => {
    if (slot.held === held) slot.held = null
  })
  return settings
}
