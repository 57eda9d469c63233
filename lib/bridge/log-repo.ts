import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { sql } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { StoredAnswer } from './answer-repo.ts'
import { LOG_START, type LogPosition, parseCursor } from './domain.ts'
import type { ConflictRecord, Envelope } from './schema.ts'

export type EventDraft = {
  readonly type: string
  readonly entity: string
  readonly entityId: string
  readonly version: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly rooms: readonly string[]
  readonly conflicts?: readonly ConflictRecord[]
  readonly requestedAt?: Date
}

const INSERT_EVENTS = `
  INSERT INTO event (id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at)
  SELECT id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at
  FROM jsonb_to_recordset($1::jsonb) AS row(
    id text, type text, entity text, entity_id text, version int, fields jsonb, actor jsonb, conflicts jsonb,
    rooms text[], requested_at timestamptz)`

const INSERT_ANSWER =
  'INSERT INTO idempotency_key (actor_id, key, request_hash, response) VALUES ($2, $3, $4, $5::jsonb)'

/**
 * Appends events to the log within the caller's transaction: they exist exactly when its data do. With an answer, that
 * is stored in the same statement; it fails with a unique violation when its key has one already.
 */
export async function insertEvents(
  within: Sql,
  drafts: readonly EventDraft[],
  answer?: StoredAnswer & { actorId: string; key: string },
): Promise<void> {
  if (drafts.length === 0 && !answer) return
  const rows = drafts.map((draft) => ({
    id: newId(),
    type: draft.type,
    entity: draft.entity,
    entity_id: draft.entityId,
    version: draft.version,
    fields: draft.fields,
    actor: draft.actor,
    conflicts: draft.conflicts ?? [],
    rooms: draft.rooms,
    requested_at: draft.requestedAt?.toISOString() ?? null,
  }))
  const values = [JSON.stringify(rows)]
  if (!answer) return void (await within.rows({ name: 'insert-events', text: INSERT_EVENTS, values }))
  const { actorId, key, requestHash, response } = answer
  await within.rows({
    name: 'insert-events-and-answer',
    text: `WITH answer AS (${INSERT_ANSWER}) ${INSERT_EVENTS}`,
    values: [...values, actorId, key, requestHash, JSON.stringify(response)],
  })
}

type EventRow = {
  seq: bigint | string
  xid: string
  id: string
  type: string
  entity: string
  entity_id: string
  version: number
  fields: Record<string, unknown>
  actor: Actor
  conflicts: ConflictRecord[]
  rooms: string[]
  requested_at: Date | null
  committed_at: Date
}

/** An event with what only the server knows of it. */
export type LoggedEvent = {
  readonly position: LogPosition
  readonly envelope: Omit<Envelope, 'cursor'>
  readonly rooms: readonly string[]
  readonly requestedAt: Date | null
  readonly committedAt: Date
}

const COLUMNS =
  'seq, xid::text, id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at, committed_at'

function toLoggedEvent(row: EventRow): LoggedEvent {
  return {
    position: { xid: BigInt(row.xid), seq: BigInt(row.seq) },
    envelope: {
      v: 1,
      id: row.id,
      type: row.type,
      entity: row.entity,
      entityId: row.entity_id,
      version: row.version,
      fields: row.fields,
      actor: row.actor,
      committedAt: row.committed_at.toISOString(),
      conflicts: row.conflicts,
    },
    rooms: row.rooms,
    requestedAt: row.requested_at,
    committedAt: row.committed_at,
  }
}

const parameters = ({ xid, seq }: LogPosition) => [xid.toString(), seq.toString()]

/** A reader stays behind every transaction that is still open: one may yet commit an event with a smaller place. */
const FENCE = 'xid < pg_snapshot_xmin(pg_current_snapshot())'

/**
 * Events after a position, oldest first, that can no longer be overtaken: a transaction that is still open may yet
 * commit an event with a smaller sequence, so nothing at or past the oldest open transaction is read (the fence).
 */
export async function readEventsAfter(
  position: LogPosition,
  limit: number,
  filter: { rooms?: readonly string[]; upTo?: LogPosition } = {},
  from: Sql = sql(),
): Promise<LoggedEvent[]> {
  const values: unknown[] = [...parameters(position), limit]
  const conditions = [`(xid, seq) > ($1::xid8, $2::bigint)`, FENCE]
  if (filter.rooms) conditions.push(`rooms && $${values.push([...filter.rooms])}::text[]`)
  if (filter.upTo) {
    const [xid, seq] = parameters(filter.upTo)
    conditions.push(`(xid, seq) <= ($${values.push(xid)}::xid8, $${values.push(seq)}::bigint)`)
  }
  const rows = await from.rows<EventRow>({
    name: `read-events${filter.rooms ? '-rooms' : ''}${filter.upTo ? '-to' : ''}`,
    text: `SELECT ${COLUMNS} FROM event WHERE ${conditions.join(' AND ')} ORDER BY event.xid, event.seq LIMIT $3::int`,
    values,
  })
  return rows.map(toLoggedEvent)
}

/** The newest events for a filter, newest first; for people who look back, not for readers that follow. */
export async function readRecentEvents(
  limit: number,
  filter: { rooms?: readonly string[] } = {},
): Promise<LoggedEvent[]> {
  const rows = await sql().rows<EventRow>({
    text: `SELECT ${COLUMNS} FROM event WHERE $2::text[] IS NULL OR rooms && $2::text[] ORDER BY seq DESC LIMIT $1::int`,
    values: [limit, filter.rooms ? [...filter.rooms] : null],
  })
  return rows.map(toLoggedEvent)
}

/** The newest events of one person's own entities, newest first: by index, however long the log is. */
export async function readEventsOfOwner(
  entities: readonly string[],
  id: string,
  limit: number,
): Promise<LoggedEvent[]> {
  const rows = await sql().rows<EventRow>({
    text: `SELECT ${COLUMNS} FROM event WHERE entity = ANY ($1::text[]) AND entity_id = $2 ORDER BY seq DESC LIMIT $3::int`,
    values: [[...entities], id, limit],
  })
  return rows.map(toLoggedEvent)
}

/** The event that deleted an entity, while the log holds it. */
export async function readDeletion(entity: string, entityId: string): Promise<LoggedEvent | null> {
  const [row] = await sql().rows<EventRow>({
    text: `SELECT ${COLUMNS} FROM event WHERE entity = $1 AND entity_id = $2 AND type = $3 ORDER BY version DESC LIMIT 1`,
    values: [entity, entityId, `${entity}.deleted`],
  })
  return row ? toLoggedEvent(row) : null
}

/**
 * The end of the log that can be read now. Everything committed later lies behind it. Where nothing is left of the log,
 * that is where it was pruned to.
 */
export async function readLogEnd(from: Sql = sql()): Promise<LogPosition> {
  const [row] = await from.rows<{ cursor: string | null }>({
    name: 'read-log-end',
    text: `
      SELECT coalesce(
        (SELECT xid || '-' || seq FROM event WHERE ${FENCE} ORDER BY event.xid DESC, event.seq DESC LIMIT 1),
        (SELECT pruned_cursor FROM bridge_state WHERE id = 1)) AS cursor`,
  })
  return (row?.cursor ? parseCursor(row.cursor) : null) ?? LOG_START
}

/** Whether the log holds an event at exactly this position. */
export async function holdsPosition(position: LogPosition, from: Sql = sql()): Promise<boolean> {
  const rows = await from.rows({
    name: 'holds-position',
    text: 'SELECT 1 AS found FROM event WHERE xid = $1::xid8 AND seq = $2::bigint',
    values: parameters(position),
  })
  return rows.length > 0
}

/** Whether the event that made a version of an entity lies at or before a position. */
export async function wasCommittedBy(
  entity: string,
  entityId: string,
  version: number,
  position: LogPosition,
): Promise<boolean> {
  const rows = await sql().rows({
    name: 'was-committed-by',
    text: `
      SELECT 1 AS found FROM event
      WHERE entity = $1 AND entity_id = $2 AND version = $3 AND (xid, seq) <= ($4::xid8, $5::bigint) LIMIT 1`,
    values: [entity, entityId, version, ...parameters(position)],
  })
  return rows.length > 0
}

/** Whether somebody made this version of an entity, since a time. */
export async function wasMadeBy(
  actorId: string,
  { entity, entityId, version, since }: { entity: string; entityId: string; version: number; since: Date },
): Promise<boolean> {
  const rows = await sql().rows({
    name: 'was-made-by',
    text: `
      SELECT 1 AS found FROM event
      WHERE entity = $1 AND entity_id = $2 AND version = $3 AND actor->>'id' = $4 AND requested_at >= $5 LIMIT 1`,
    values: [entity, entityId, version, actorId, since],
  })
  return rows.length > 0
}

/** How many events wait behind the fence, and how long the oldest has waited (ms). */
export async function readFenceLag(): Promise<{ waiting: number; oldestMs: number }> {
  const [row] = await sql().rows<{ waiting: number; oldest_ms: number | null }>({
    text: `
      SELECT count(*)::int AS waiting,
             extract(epoch FROM clock_timestamp() - min(committed_at))::float8 * 1000 AS oldest_ms
      FROM event WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())`,
  })
  return { waiting: row?.waiting ?? 0, oldestMs: row?.oldest_ms ?? 0 }
}

/** How long the oldest event after a position, that could be read, has waited (ms); 0 when none does. */
export async function readLagBehind(position: LogPosition): Promise<number> {
  const [row] = await sql().rows<{ lag_ms: number }>({
    name: 'read-lag-behind',
    text: `
      SELECT extract(epoch FROM clock_timestamp() - committed_at)::float8 * 1000 AS lag_ms FROM event
      WHERE (xid, seq) > ($1::xid8, $2::bigint) AND ${FENCE} ORDER BY event.xid, event.seq LIMIT 1`,
    values: parameters(position),
  })
  return row?.lag_ms ?? 0
}

/** The log's identity, and the cursor up to which its beginning has been pruned, if it was. */
export async function readLogIdentity(
  from: Sql = sql(),
): Promise<{ epoch: string; prunedCursor: string | null }> {
  const [row] = await from.rows<{ epoch: string; pruned_cursor: string | null }>({
    name: 'read-log-identity',
    text: 'SELECT epoch, pruned_cursor FROM bridge_state WHERE id = 1',
  })
  if (!row) throw new Error('bridge_state has no row: the migrations have not run')
  return { epoch: row.epoch, prunedCursor: row.pruned_cursor }
}

/**
 * Names the database by what a restore changes: the cluster and its timeline where we may ask for them, and the number
 * of the database within.
 */
export async function readFingerprint(): Promise<string> {
  const [row] = await sql().rows<{ oid: string }>({
    text: 'SELECT oid::text FROM pg_database WHERE datname = current_database()',
  })
  const cluster = await sql()
    .rows<{ name: string }>({
      text: `
        SELECT s.system_identifier || '/' || c.timeline_id AS name
        FROM pg_control_system() s, pg_control_checkpoint() c`,
    })
    // Some hosts let nobody ask; the database's number has to do there.
    .catch(() => [])
  return [cluster[0]?.name ?? 'unknown cluster', row?.oid].join('/')
}

/**
 * Gives the log a new epoch unless it was written in the database of this fingerprint. True when it did. Run it in a
 * transaction.
 */
export async function settleEpoch(fingerprint: string, within: Sql): Promise<boolean> {
  const [before] = await within.rows<{ fingerprint: string | null }>({
    text: 'SELECT fingerprint FROM bridge_state WHERE id = 1 FOR UPDATE',
  })
  if (before?.fingerprint === fingerprint) return false
  await within.rows({
    text: 'UPDATE bridge_state SET fingerprint = $1 WHERE id = 1',
    values: [fingerprint],
  })
  const isRestored = before !== undefined && before.fingerprint !== null
  if (isRestored) await renewEpoch(within)
  return isRestored
}

/** Begins another history: every client reads everything anew. Answers its name. Run it in a transaction. */
export async function renewEpoch(within: Sql): Promise<string> {
  const [row] = await within.rows<{ epoch: string }>({
    text: `
      UPDATE bridge_state SET epoch = gen_random_uuid()::text, pruned_cursor = NULL WHERE id = 1 RETURNING epoch`,
  })
  if (!row) throw new Error('bridge_state has no row: the migrations have not run')
  await bringToPresent(within)
  return row.epoch
}

/**
 * Transaction ids are counted by a cluster. In another one, which is younger, those of the log lie in the future: the
 * fence would hold back all of it, and what comes now would stand before what came then. So the log is put, in its
 * order, at the present. Nothing else of an event is touched; the trigger that refuses that too is off meanwhile.
 */
async function bringToPresent(within: Sql): Promise<void> {
  const ahead = await within.rows({
    text: 'SELECT 1 AS found FROM event WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1',
  })
  if (ahead.length === 0) return
  await within.rows({ text: 'ALTER TABLE event DISABLE TRIGGER event_append_only' })
  await within.rows({ text: 'UPDATE event SET xid = pg_current_xact_id()' })
  await within.rows({ text: 'ALTER TABLE event ENABLE TRIGGER event_append_only' })
}

/** Deletes up to `batch` of the oldest events committed before `time`; repeat until it returns 0. */
export async function pruneEvents(time: Date, batch: number): Promise<number> {
  const [row] = await sql().rows<{ pruned: number }>({
    text: `
      WITH old AS (
        SELECT seq FROM event WHERE committed_at < $1 ORDER BY event.xid, event.seq LIMIT $2::int
      ), gone AS (
        DELETE FROM event USING old WHERE event.seq = old.seq RETURNING event.xid, event.seq
      ), mark AS (
        UPDATE bridge_state
        SET pruned_cursor = (SELECT xid || '-' || seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1)
        WHERE EXISTS (SELECT 1 FROM gone)
      )
      SELECT count(*)::int AS pruned FROM gone`,
    values: [time, batch],
  })
  return row?.pruned ?? 0
}
