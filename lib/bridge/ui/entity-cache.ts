import type { QueryClient } from '@tanstack/react-query'
import type { Actor } from '#lib/core/actor.ts'
import { bridgeKeys, fetchSnapshot } from '../queries.ts'
import type { Envelope, Snapshot } from '../schema.ts'
import type { KnownVersions } from './known-versions.ts'

/** A read answered with less than this page knows already: it has to be made again. */
export class OvertakenRead extends Error {
  constructor() {
    super('The answer is older than what an event has told of')
    this.name = 'OvertakenRead'
  }
}

/** How long an accepted edit waits for its event before the entity is read again. */
const EVENT_GRACE_MS = 1_500

/** Who deleted a record and when, as far as this page was told. */
export type Gone = { readonly by: Actor | null; readonly at: string | null }

/** What the cache holds of a deleted entity is its last state, and that it is gone. */
export type HeldSnapshot = Snapshot & { readonly gone?: Gone }

/** The cache of entities and what is known beyond it. */
export type EntityCache = { readonly queries: QueryClient; readonly known: KnownVersions }

/**
 * Puts an event into the query cache: the next version patches, an older one is dropped, a gap is read anew, and what
 * is deleted stays as it was, marked as gone. Its version is remembered in any case, for reads whose answer is on its way
 * and for what no page has read yet.
 */
export function applyEvent({ queries, known }: EntityCache, event: Envelope): void {
  const key = bridgeKeys.entity(event.entity, event.entityId)
  known.hear(event.entity, event.entityId, event.version)
  if (event.conflicts.length > 0) {
    void queries.invalidateQueries({ queryKey: bridgeKeys.conflicts(event.entity, event.entityId) })
  }
  const snapshot = queries.getQueryData<HeldSnapshot>(key)
  if (!snapshot) return
  // What is held is of a history that was undone: its number says nothing, and it is being read anew.
  if (known.isUndone(snapshot)) {
    return void queries.invalidateQueries({ queryKey: key }, { cancelRefetch: false })
  }
  if (event.version <= snapshot.version) return
  if (event.type === `${event.entity}.deleted`) {
    const gone = { by: event.actor, at: event.committedAt }
    queries.setQueryData<HeldSnapshot>(key, { ...snapshot, version: event.version, gone })
  } else if (event.version === snapshot.version + 1) {
    queries.setQueryData<HeldSnapshot>(key, patch(snapshot, event))
  } else void queries.invalidateQueries({ queryKey: key })
}

/**
 * Reads an entity for the cache. What the cache holds stays where it is newer than the answer: events have patched it
 * while the answer was on its way. Throws `OvertakenRead` when neither is as new as what is known.
 */
export async function readEntity(
  { queries, known }: EntityCache,
  entity: string,
  id: string,
  signal?: AbortSignal,
  fetchOne: typeof fetchSnapshot = fetchSnapshot,
): Promise<HeldSnapshot> {
  const { beginning } = known
  const read = await fetchOne(entity, id, { atLeast: known.of(entity, id), signal })
  if (beginning !== known.beginning) throw new OvertakenRead()
  const newest = known.of(entity, id)
  if (read.version >= newest) {
    known.hear(entity, id, read.version)
    return read
  }
  const held = queries.getQueryData<HeldSnapshot>(bridgeKeys.entity(entity, id))
  if (held && held.version >= newest && !known.isUndone(held)) return held
  throw new OvertakenRead()
}

/** A page that the server drew brings a snapshot: it is taken when it is newer than what the cache holds. */
export function takeInitial({ queries, known }: EntityCache, initial: Snapshot): void {
  const { entity, id, version } = initial
  const key = bridgeKeys.entity(entity, id)
  const held = queries.getQueryData<Snapshot>(key)
  if (version >= known.of(entity, id)) {
    known.hear(entity, id, version)
    if (held && (held.version < version || known.isUndone(held))) queries.setQueryData(key, initial)
  }
}

/** What the cache holds is older than what is known: reads it anew. For pages that the browser kept, and late reads. */
export function healIfBehind({ queries, known }: EntityCache, entity: string, id: string): void {
  const key = bridgeKeys.entity(entity, id)
  const held = queries.getQueryData<Snapshot>(key)
  if (held && held.version < known.of(entity, id)) void queries.invalidateQueries({ queryKey: key })
}

/** The event of an edit that was taken patches the cache; if it does not come, the entity is read. */
export function expectVersion({ queries }: EntityCache, entity: string, id: string, version: number): void {
  const key = bridgeKeys.entity(entity, id)
  setTimeout(() => {
    const held = queries.getQueryData<Snapshot>(key)
    if (held && held.version < version) void queries.invalidateQueries({ queryKey: key })
  }, EVENT_GRACE_MS)
}

/** Everything may have changed, and nothing of it will be told. */
export function startOver({ queries, known }: EntityCache): void {
  const held = queries.getQueriesData<Snapshot>({ queryKey: ['entity'] })
  known.startOver(held.flatMap(([, snapshot]) => (snapshot ? [snapshot] : [])))
  void queries.invalidateQueries()
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
