import 'server-only'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inSqlTransaction, type Sql, sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { deleteAnswersBefore, deleteAnswersOf } from './answer-repo.ts'
import { deleteConflictsOf, listConflictRecords } from './conflict-repo.ts'
import { comparePositions, formatCursor, parseCursor } from './domain.ts'
import { type EntityDefinition, rooms } from './entity.ts'
import * as eventLog from './log-repo.ts'
import { pokeRelay } from './poke.ts'
import { type RecentChange, recentChange } from './recent-change.ts'
import { entityNamed, entityNames, findEntity } from './registry.ts'
import * as repo from './repo.ts'
import type { ConflictQuery, ConflictRecord, Envelope, Snapshot } from './schema.ts'
import { snapshots } from './snapshot-cache.ts'

export { type SyncPart, type SyncRequest, sync } from './coordinator.ts'
export type { EventDraft } from './log-repo.ts'
export { wasMadeBy } from './log-repo.ts'
export { pokeRelay } from './poke.ts'
export { subscribeToEvents } from './subscribers.ts'
export { SYSTEM_ACTOR }

/** Appends events within the caller's transaction. Call `pokeRelay` once that has committed. */
export async function appendEvents(tx: Tx | Sql, drafts: readonly eventLog.EventDraft[]): Promise<void> {
  await eventLog.insertEvents(sqlOf(tx), drafts)
}

/** From here on this process answers nothing older of an entity. Call it once the transaction has committed. */
export function wroteEntity(entityName: string, id: string, version: number): void {
  snapshots().wrote(entityName, id, version)
}

/** Makes this transaction the only one that changes the given entities (`name:id`), until it ends. Take it first. */
export async function lockEntities(tx: Tx | Sql, keys: readonly string[]): Promise<void> {
  await repo.lockEntities(sqlOf(tx), keys)
}

/** Publishes one event of the product's own that belongs to no write, in a transaction of its own. */
export async function publishEvent(
  type: string,
  data: Readonly<Record<string, unknown>>,
  target: { entity?: string; entityId?: string; rooms?: readonly string[] } = {},
): Promise<void> {
  await inSqlTransaction((sql) =>
    eventLog.insertEvents(sql, [
      {
        type,
        entity: target.entity ?? 'system',
        entityId: target.entityId ?? 'system',
        version: 0,
        fields: data,
        actor: SYSTEM_ACTOR,
        rooms: target.rooms ?? [rooms.admins],
      },
    ]),
  )
  pokeRelay()
}

/**
 * An entity as it is now, for a page that the server draws: from the database, which knows what another process has
 * written for this person. Others' records answer `not-found`, as if they did not exist.
 */
export async function getSnapshot(
  entityName: string,
  id: string,
  actor: Actor,
): Promise<Result<Snapshot, DomainError>> {
  return readable(entityName, id, actor, repo.readSnapshot)
}

/** The same from memory where that can be: for clients, which say which version they have met (0: none). */
export async function getCachedSnapshot(
  entityName: string,
  id: string,
  actor: Actor,
  atLeast: number,
): Promise<Result<Snapshot, DomainError>> {
  return readable(entityName, id, actor, (entity) => snapshots().read(entity, id, atLeast))
}

async function readable(
  entityName: string,
  id: string,
  actor: Actor,
  read: (entity: EntityDefinition, id: string) => Promise<Snapshot | null>,
): Promise<Result<Snapshot, DomainError>> {
  const entity = findEntity(entityName)
  const snapshot = entity?.mayRead(actor, id) ? await read(entity, id) : null
  return snapshot ? ok(snapshot) : err(domainError('not-found', 'There is no such record.'))
}

/** The rooms whose events an actor may hear: decided here from who they are, never asked for. */
export function roomsOf(actor: Actor): string[] {
  const own = [rooms.everyone, rooms.user(actor.id)]
  return actor.role === 'admin' ? [...own, rooms.admins] : own
}

/** The log after a cursor, as far as the actor may read it; the same events in the same order as the socket sends. */
export async function listEvents(
  actor: Actor,
  query: { after?: string | undefined; limit: number },
): Promise<Result<{ epoch: string; items: Envelope[]; nextCursor: string }, DomainError>> {
  const after = query.after === undefined ? { xid: 0n, seq: 0n } : parseCursor(query.after)
  if (!after) {
    const message = 'is not a cursor of this log'
    return err(
      domainError('invalid', 'The cursor is not one of this log.', { fields: [{ path: 'after', message }] }),
    )
  }
  const end = await eventLog.readLogEnd()
  const events = await eventLog.readEventsAfter(after, query.limit, { rooms: roomsOf(actor), upTo: end })
  // Afterwards: what was pruned while we read is missing, and that has to be said.
  const { epoch, prunedCursor } = await eventLog.readLogIdentity()
  const pruned = prunedCursor === null ? null : parseCursor(prunedCursor)
  if (query.after !== undefined && pruned && comparePositions(after, pruned) < 0) {
    return err(
      domainError('stale', 'What happened after this cursor is no longer kept: read everything anew.', {
        details: { mustRefetch: true, epoch },
      }),
    )
  }
  const items = events.map((event) => ({ ...event.envelope, cursor: formatCursor(event.position) }))
  // A page that is not full has seen the log to its end, also where nothing of it is for this reader.
  const isFull = events.length === query.limit
  const last = (isFull && events.at(-1)?.position) || (comparePositions(after, end) > 0 ? after : end)
  return ok({ epoch, items, nextCursor: formatCursor(last) })
}

/** Conflicts, newest first: of everybody for staff, of the actor's own record for others. */
export async function listConflicts(actor: Actor, query: ConflictQuery): Promise<ConflictRecord[]> {
  const { since, until, person, ...filter } = query
  return listConflictRecords({
    ...filter,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
    ...(actor.role === 'user' ? { ownerId: actor.id } : { person: person || undefined }),
  })
}

/** Who changed what of the actor's own record, newest first. */
export async function listRecentChanges(actor: Actor, limit: number): Promise<RecentChange[]> {
  const own = entityNames().filter((name) => entityNamed(name).ownerOf(actor.id) === actor.id)
  const events = await eventLog.readEventsOfOwner(own, actor.id, limit)
  return events.map(({ envelope }) => recentChange(envelope))
}

/**
 * Where the log stands now. Taken before a page reads its data, so that the page's socket can ask for everything that
 * happened since.
 */
export async function currentPlace(): Promise<{ epoch: string; cursor: string }> {
  const [{ epoch }, end] = await Promise.all([eventLog.readLogIdentity(), eventLog.readLogEnd()])
  return { epoch, cursor: formatCursor(end) }
}

/** Changes the state of an entity that only the system writes, with its event, inside the caller's transaction. */
export async function writeSystemEntity(
  tx: Tx | Sql,
  entityName: string,
  id: string,
  type: string,
  changed: Readonly<Record<string, unknown>>,
  actor: Actor = SYSTEM_ACTOR,
): Promise<number> {
  const entity = entityNamed(entityName)
  const sql = sqlOf(tx)
  await repo.lockEntities(sql, [`${entityName}:${id}`])
  const state = await repo.readState(sql, entity, id)
  if (!state) throw new Error(`There is no ${entityName} ${id}`)
  const at = new Date()
  const version = state.version + 1
  const stamps = Object.fromEntries(
    Object.keys(changed).map((field) => [field, { version, actor, at: at.toISOString() }]),
  )
  await repo.writeState(sql, entity, id, {
    changed,
    meta: { ...state.meta, ...stamps },
    version,
  })
  await eventLog.insertEvents(sql, [
    {
      type,
      entity: entityName,
      entityId: id,
      version,
      fields: changed,
      actor,
      rooms: entity.rooms(id),
      requestedAt: at,
    },
  ])
  return version
}

/**
 * Deletes what the bridge itself keeps of a person beside the log: conflicts about their records, first answers to their
 * writes. In the transaction that deletes them, which holds the locks of their records.
 */
export async function forgetPerson(tx: Tx | Sql, userId: string): Promise<void> {
  const sql = sqlOf(tx)
  await deleteConflictsOf(sql, userId)
  await deleteAnswersOf(sql, userId)
}

/** Who deleted a record, and when; null when nobody did, the log tells no more of it, or the actor may not read it. */
export async function findDeletion(
  actor: Actor,
  entityName: string,
  id: string,
): Promise<{ actor: Actor; at: string } | null> {
  if (!findEntity(entityName)?.mayRead(actor, id)) return null
  const deletion = await eventLog.readDeletion(entityName, id)
  return deletion && { actor: deletion.envelope.actor, at: deletion.envelope.committedAt }
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** Longer than a browser sends an edit by itself: a repeat whose answer was lost must find the first one. */
const ANSWERS_KEPT_DAYS = 8
const PRUNE_BATCH = 1_000

/**
 * Deletes events that are older than the given number of days, and first answers that have passed their age, in short
 * transactions. A client that was away longer than events are kept reads everything anew.
 */
export async function pruneHistory(
  now: Date,
  eventsKeptDays: number,
): Promise<{ events: number; answers: number }> {
  let events = 0
  for (;;) {
    const pruned = await eventLog.pruneEvents(new Date(now.getTime() - eventsKeptDays * DAY_MS), PRUNE_BATCH)
    events += pruned
    if (pruned < PRUNE_BATCH) break
  }
  return { events, answers: await deleteAnswersBefore(new Date(now.getTime() - ANSWERS_KEPT_DAYS * DAY_MS)) }
}
