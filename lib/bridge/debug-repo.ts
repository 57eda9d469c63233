import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { db } from '#lib/platform/db/client.ts'

export type DatabaseFigures = {
  version: string
  sizeBytes: number
  connections: number
  active: number
  maxConnections: number
  events: number
  /** From Postgres's statistics; exact while the log is small. */
  eventsEstimated: boolean
}

/** Above this, counting the log row by row costs more than the figure is worth. */
const COUNT_EXACTLY_UP_TO = 100_000

export async function readDatabaseFigures(): Promise<DatabaseFigures> {
  const rows = await db().$queryRaw<
    {
      version: string
      size: number
      connections: number
      active: number
      max_connections: number
      estimate: number
    }[]
  >`
    SELECT current_setting('server_version') AS version,
           pg_database_size(current_database())::float8 AS size,
           (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections,
           (SELECT count(*)::int FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active') AS active,
           current_setting('max_connections')::int AS max_connections,
           (SELECT reltuples::float8 FROM pg_class WHERE oid = 'event'::regclass) AS estimate`
  const row = rows[0]
  if (!row) throw new Error('Postgres answered no figures')
  const eventsEstimated = row.estimate > COUNT_EXACTLY_UP_TO
  return {
    version: row.version,
    sizeBytes: row.size,
    connections: row.connections,
    active: row.active,
    maxConnections: row.max_connections,
    events: eventsEstimated ? Math.round(row.estimate) : await db().event.count(),
    eventsEstimated,
  }
}

/** The oldest transaction of the server that has written and is still open: it holds the fence for everybody. */
export async function readOldestWriter(): Promise<{
  database: string
  application: string
  openMs: number
} | null> {
  const rows = await db().$queryRaw<{ database: string | null; application: string; open_ms: number }[]>`
    SELECT datname AS database, application_name AS application,
           extract(epoch FROM clock_timestamp() - xact_start)::float8 * 1000 AS open_ms
    FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    ORDER BY age(backend_xid) DESC LIMIT 1`
  const row = rows[0]
  return row
    ? {
        database: row.database ?? 'unknown',
        application: row.application || 'unnamed program',
        openMs: row.open_ms,
      }
    : null
}

export type PastEvent = {
  seq: string
  id: string
  type: string
  entity: string
  entityId: string
  version: number
  fields: Record<string, unknown>
  actor: Actor
  conflicts: number
  requestedAt: string | null
  committedAt: string
}

/** What happened to one record's entities, newest first; `before` is the `seq` of the page's last. */
export async function readRecordEvents(
  entities: readonly string[],
  entityId: string,
  page: { before?: bigint | undefined; limit: number },
): Promise<PastEvent[]> {
  const rows = await db().event.findMany({
    where: {
      entity: { in: [...entities] },
      entityId,
      ...(page.before === undefined ? {} : { seq: { lt: page.before } }),
    },
    orderBy: { seq: 'desc' },
    take: page.limit,
  })
  return rows.map((row) => ({
    seq: row.seq.toString(),
    id: row.id,
    type: row.type,
    entity: row.entity,
    entityId: row.entityId,
    version: row.version,
    fields: row.fields as Record<string, unknown>,
    actor: row.actor as Actor,
    conflicts: Array.isArray(row.conflicts) ? row.conflicts.length : 0,
    requestedAt: row.requestedAt?.toISOString() ?? null,
    committedAt: row.committedAt.toISOString(),
  }))
}

export function countConflictsSince(time: Date): Promise<number> {
  return db().conflict.count({ where: { createdAt: { gte: time } } })
}
