import type { Actor } from '#lib/core/actor.ts'
import type { Envelope } from './schema.ts'

/** One event as a line of "what changed lately". */
export type RecentChange = {
  readonly id: string
  readonly type: string
  readonly entity: string
  /** Names of the fields that changed, or that were in conflict when nothing else changed. */
  readonly fields: readonly string[]
  readonly actor: Actor
  readonly at: string
}

/** The same line from an event, whether read from the log or just heard. */
export function recentChange(event: Omit<Envelope, 'cursor'>): RecentChange {
  const changed = Object.keys(event.fields)
  return {
    id: event.id,
    type: event.type,
    entity: event.entity,
    fields: changed.length > 0 ? changed : event.conflicts.map(({ field }) => field),
    actor: event.actor,
    at: event.committedAt,
  }
}
