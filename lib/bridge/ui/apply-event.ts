import type { QueryClient } from '@tanstack/react-query'
import { bridgeKeys } from '../queries.ts'
import type { Envelope, Snapshot } from '../schema.ts'

/**
 * Puts an event into the query cache: the next version patches, an older one is dropped, a gap or anything that does
 * not carry fields is read anew. What no page has read stays unread, but its version is remembered: the answer to a
 * read may be on its way that does not have the change yet.
 */
export function applyEvent(queries: QueryClient, event: Envelope): void {
  const key = bridgeKeys.entity(event.entity, event.entityId)
  const snapshot = queries.getQueryData<Snapshot>(key)
  if (event.conflicts.length > 0) {
    void queries.invalidateQueries({ queryKey: bridgeKeys.conflicts(event.entity, event.entityId) })
  }
  if (!snapshot) {
    queries.setQueryData<number>(bridgeKeys.heard(event.entity, event.entityId), (known = 0) =>
      Math.max(known, event.version),
    )
    return
  }
  if (event.version <= snapshot.version) return
  if (event.version === snapshot.version + 1 && event.type !== `${event.entity}.deleted`) {
    queries.setQueryData<Snapshot>(key, patch(snapshot, event))
  } else void queries.invalidateQueries({ queryKey: key })
}

function patch(snapshot: Snapshot, event: Envelope): Snapshot {
  const stamp = { version: event.version, actor: event.actor, at: event.committedAt }
  return {
    ...snapshot,
    version: event.version,
    fields: { ...snapshot.fields, ...event.fields },
    meta: {
      ...snapshot.meta,
      ...Object.fromEntries(Object.keys(event.fields).map((field) => [field, stamp])),
    },
  }
}
