import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { db, Prisma, type Tx } from '#lib/platform/db/client.ts'
import type { EntityState, FieldMeta, Fields, FieldValue, LogPosition } from './domain.ts'
import type { EntityDefinition } from './entity.ts'
import type { ConflictRecord, Envelope, Snapshot } from './schema.ts'

/**
 * Makes this transaction the only one that changes the given entities, until it ends. The lock is taken *before*
 * Postgres gives the transaction its id, so that for one entity the order of transaction ids is the order of its
 * versions: readers of the log rely on that. Keys are sorted, so that two writers cannot wait for each other.
 */
export async function lockEntities(tx: Tx, keys: readonly string[]): Promise<void> {
  const sorted = [...new Set(keys)].sort()
  await tx.$executeRaw`
    SELECT count(pg_advisory_xact_lock(hashtextextended(key, 0))) FROM unnest(${sorted}::text[]) AS key`
}

type StateRow = { version: number; field_meta: FieldMeta } & Record<string, FieldValue>

/** The entity as it is, or null. The row stays locked until the transaction ends when `lock` is set. */
export async function readState(
  client: Tx,
  entity: EntityDefinition,
  id: string,
  options: { lock: boolean },
): Promise<EntityState | null> {
  const rows = await client.$queryRaw<StateRow[]>`
    SELECT version, field_meta, ${columnList(entity)}
    FROM ${identifier(entity.table)} WHERE ${identifier(entity.idColumn)} = ${id}
    ${options.lock ? Prisma.sql`FOR UPDATE` : Prisma.empty}`
  const row = rows[0]
  if (!row) return null
  return { version: row.version, meta: row.field_meta, fields: pickFields(entity, row) }
}

function pickFields(entity: EntityDefinition, row: StateRow): Fields {
  return Object.fromEntries(Object.keys(entity.columns).map((field) => [field, row[field] ?? null]))
}

export async function readSnapshot(entity: EntityDefinition, id: string): Promise<Snapshot | null> {
  const state = await readState(db(), entity, id, { lock: false })
  return (
    state && {
      entity: entity.name,
      id,
      version: state.version,
      fields: state.fields,
      meta: { ...state.meta },
    }
  )
}

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

/** Writes the new state of one entity: changed columns, stamps and version. */
export async function writeState(
  tx: Tx,
  entity: EntityDefinition,
  id: string,
  next: { changed: Readonly<Record<string, unknown>>; meta: FieldMeta; version: number },
): Promise<void> {
  const sets = Object.entries(next.changed).map(([field, value]) => {
    const { column, type } = columnOf(entity, field)
    const literal = type === 'jsonb' ? JSON.stringify(value) : (value as FieldValue)
    return Prisma.sql`${identifier(column)} = ${literal}::${Prisma.raw(type)}`
  })
  await tx.$executeRaw`
    UPDATE ${identifier(entity.table)}
    SET ${Prisma.join(sets)}, version = ${next.version}, field_meta = ${JSON.stringify(next.meta)}::jsonb,
        updated_at = clock_timestamp()
    WHERE ${identifier(entity.idColumn)} = ${id}`
}

/** Appends events to the log within the caller's transaction: they exist exactly when its data do. */
export async function insertEvents(tx: Tx, drafts: readonly EventDraft[]): Promise<string[]> {
  if (drafts.length === 0) return []
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
  await tx.$executeRaw`
    INSERT INTO event (id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at)
    SELECT id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
      id text, type text, entity text, entity_id text, version int, fields jsonb, actor jsonb, conflicts jsonb,
      rooms text[], requested_at timestamptz)`
  return rows.map((row) => row.id)
}

export async function insertConflicts(
  tx: Tx,
  conflicts: readonly (ConflictRecord & { baseVersion: number; ownerId: string | null })[],
): Promise<void> {
  if (conflicts.length === 0) return
  await tx.conflict.createMany({
    data: conflicts.map((conflict) => ({
      id: conflict.id,
      entity: conflict.entity,
      entityId: conflict.entityId,
      field: conflict.field,
      rule: conflict.rule,
      winner: conflict.winner,
      keptValue: json(conflict.kept.value),
      keptActor: json(conflict.kept.actor),
      keptAt: new Date(conflict.kept.at),
      lostValue: json(conflict.lost.value),
      lostActor: json(conflict.lost.actor),
      lostAt: new Date(conflict.lost.at),
      baseVersion: conflict.baseVersion,
      version: conflict.version,
      ownerId: conflict.ownerId,
    })),
  })
}

/** Prisma tells SQL NULL from JSON null; a field's value is always JSON. */
function json(value: unknown): Prisma.InputJsonValue {
  return (value === null ? Prisma.JsonNull : value) as Prisma.InputJsonValue
}

export async function listConflictRecords(filter: {
  entity?: string | undefined
  entityId?: string | undefined
  ownerId?: string | undefined
  before?: string | undefined
  limit: number
}): Promise<ConflictRecord[]> {
  const rows = await db().conflict.findMany({
    where: {
      ...(filter.entity === undefined ? {} : { entity: filter.entity }),
      ...(filter.entityId === undefined ? {} : { entityId: filter.entityId }),
      ...(filter.ownerId === undefined ? {} : { ownerId: filter.ownerId }),
      ...(filter.before === undefined ? {} : { id: { lt: filter.before } }),
    },
    orderBy: { id: 'desc' },
    take: filter.limit,
  })
  return rows.map((row) => ({
    id: row.id,
    entity: row.entity,
    entityId: row.entityId,
    field: row.field,
    rule: row.rule as ConflictRecord['rule'],
    winner: row.winner as ConflictRecord['winner'],
    kept: {
      value: row.keptValue as FieldValue & {},
      actor: row.keptActor as Actor,
      at: row.keptAt.toISOString(),
    },
    lost: {
      value: row.lostValue as FieldValue & {},
      actor: row.lostActor as Actor,
      at: row.lostAt.toISOString(),
    },
    version: row.version,
    at: row.createdAt.toISOString(),
  })) as ConflictRecord[]
}

export type StoredAnswer = { requestHash: string; response: unknown }

export async function findAnswer(tx: Tx, actorId: string, key: string): Promise<StoredAnswer | null> {
  return tx.idempotencyKey.findUnique({
    where: { actorId_key: { actorId, key } },
    select: { requestHash: true, response: true },
  })
}

export async function storeAnswer(tx: Tx, actorId: string, key: string, answer: StoredAnswer): Promise<void> {
  await tx.idempotencyKey.create({
    data: { actorId, key, requestHash: answer.requestHash, response: json(answer.response) },
  })
}

export async function deleteAnswersBefore(time: Date): Promise<number> {
  const { count } = await db().idempotencyKey.deleteMany({ where: { createdAt: { lt: time } } })
  return count
}

type EventRow = {
  seq: bigint
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

const EVENT_COLUMNS = Prisma.raw(
  'seq, xid::text, id, type, entity, entity_id, version, fields, actor, conflicts, rooms, requested_at, committed_at',
)

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

/**
 * Events after a position, oldest first, that can no longer be overtaken: a transaction that is still open may yet
 * commit an event with a smaller sequence, so nothing at or past the oldest open transaction is read (the fence).
 */
export async function readEventsAfter(
  position: LogPosition,
  limit: number,
  filter: { rooms?: readonly string[]; upTo?: LogPosition } = {},
): Promise<LoggedEvent[]> {
  const rows = await db().$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS} FROM event
    WHERE (xid, seq) > (${position.xid.toString()}::xid8, ${position.seq}::bigint)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ${filter.rooms ? Prisma.sql`AND rooms && ${[...filter.rooms]}::text[]` : Prisma.empty}
      ${
        filter.upTo
          ? Prisma.sql`AND (xid, seq) <= (${filter.upTo.xid.toString()}::xid8, ${filter.upTo.seq}::bigint)`
          : Prisma.empty
      }
    ORDER BY event.xid, event.seq LIMIT ${limit}`
  return rows.map(toLoggedEvent)
}

/** The newest events for a filter, newest first; for people who look back, not for readers that follow. */
export async function readRecentEvents(
  limit: number,
  filter: { rooms?: readonly string[] } = {},
): Promise<LoggedEvent[]> {
  const rows = await db().$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS} FROM event
    WHERE TRUE ${filter.rooms ? Prisma.sql`AND rooms && ${[...filter.rooms]}::text[]` : Prisma.empty}
    ORDER BY seq DESC LIMIT ${limit}`
  return rows.map(toLoggedEvent)
}

/** The newest events of one person's own entities, newest first: by index, however long the log is. */
export async function readEventsOfOwner(
  entities: readonly string[],
  id: string,
  limit: number,
): Promise<LoggedEvent[]> {
  const rows = await db().$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS} FROM event
    WHERE entity = ANY (${[...entities]}::text[]) AND entity_id = ${id}
    ORDER BY seq DESC LIMIT ${limit}`
  return rows.map(toLoggedEvent)
}

/** The end of the log that can be read now. Everything committed later lies behind it. */
export async function readLogEnd(): Promise<LogPosition> {
  const rows = await db().$queryRaw<{ xid: string; seq: bigint }[]>`
    SELECT xid::text, seq FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY event.xid DESC, event.seq DESC LIMIT 1`
  const row = rows[0]
  return row ? { xid: BigInt(row.xid), seq: BigInt(row.seq) } : { xid: 0n, seq: 0n }
}

/** Whether the event that made a version of an entity lies at or before a position. */
export async function wasCommittedBy(
  entity: string,
  entityId: string,
  version: number,
  position: LogPosition,
): Promise<boolean> {
  const rows = await db().$queryRaw<{ found: number }[]>`
    SELECT 1 AS found FROM event
    WHERE entity = ${entity} AND entity_id = ${entityId} AND version = ${version}
      AND (xid, seq) <= (${position.xid.toString()}::xid8, ${position.seq}::bigint) LIMIT 1`
  return rows.length > 0
}

/** How many events wait behind the fence, and how long the oldest has waited (ms). */
export async function readFenceLag(): Promise<{ waiting: number; oldestMs: number }> {
  const rows = await db().$queryRaw<{ waiting: number; oldest_ms: number | null }[]>`
    SELECT count(*)::int AS waiting,
           extract(epoch FROM clock_timestamp() - min(committed_at))::float8 * 1000 AS oldest_ms
    FROM event WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())`
  return { waiting: rows[0]?.waiting ?? 0, oldestMs: rows[0]?.oldest_ms ?? 0 }
}

/** The log's identity, and the cursor up to which its beginning has been pruned, if it was. */
export async function readLogIdentity(): Promise<{ epoch: string; prunedCursor: string | null }> {
  return db().bridgeState.findUniqueOrThrow({ where: { id: 1 }, select: { epoch: true, prunedCursor: true } })
}

/** Deletes up to `batch` of the oldest events committed before `time`; repeat until it returns 0. */
export async function pruneEvents(time: Date, batch: number): Promise<number> {
  const rows = await db().$queryRaw<{ pruned: number }[]>`
    WITH old AS (
      SELECT seq FROM event WHERE committed_at < ${time} ORDER BY event.xid, event.seq LIMIT ${batch}
    ), gone AS (
      DELETE FROM event USING old WHERE event.seq = old.seq RETURNING event.xid, event.seq
    ), mark AS (
      UPDATE bridge_state SET pruned_cursor = (SELECT xid || '-' || seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1)
      WHERE EXISTS (SELECT 1 FROM gone)
    )
    SELECT count(*)::int AS pruned FROM gone`
  return rows[0]?.pruned ?? 0
}

function columnOf(entity: EntityDefinition, field: string) {
  const column = entity.columns[field]
  if (!column) throw new Error(`${entity.name} has no field ${field}`)
  return column
}

/** Names come from the registry, never from a request; quoting keeps reserved words such as "user" usable. */
function identifier(name: string): Prisma.Sql {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`Not an identifier: ${name}`)
  return Prisma.raw(`"${name}"`)
}

function columnList(entity: EntityDefinition): Prisma.Sql {
  const columns = Object.entries(entity.columns).map(([field, { column }]) => {
    if (!/^[a-zA-Z]+$/.test(field)) throw new Error(`Not a field name: ${field}`)
    return Prisma.raw(`"${column}" AS "${field}"`)
  })
  return Prisma.join(columns)
}
