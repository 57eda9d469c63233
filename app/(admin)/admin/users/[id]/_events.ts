import 'server-only'
import type { PersonEvent } from '#lib/accounts/ui/admin/person-events.ts'
import type { TimelineEvent } from '#lib/bridge/debug-stream.ts'
import type { Actor } from '#lib/core/actor.ts'

export const EVENTS_A_PAGE = 15

export function personEvent(event: TimelineEvent): PersonEvent {
  const { id, type, entity, version, values, actor, conflicts, committedAt } = event
  return {
    id,
    type,
    entity,
    version,
    values,
    actor: actor as Actor,
    conflicts,
    at: new Date(committedAt).toISOString(),
  }
}
