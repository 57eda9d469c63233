import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { db } from '#lib/platform/db/client.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { FieldValue } from './domain.ts'
import type { ConflictRecord } from './schema.ts'

export async function insertConflicts(
  sql: Sql,
  conflicts: readonly (ConflictRecord & { baseVersion: number; ownerId: string | null })[],
): Promise<void> {
  if (conflicts.length === 0) return
  const rows = conflicts.map(({ kept, lost, ...conflict }) => ({
    id: conflict.id,
    entity: conflict.entity,
    entity_id: conflict.entityId,
    field: conflict.field,
    rule: conflict.rule,
    winner: conflict.winner,
    kept: { value: kept.value },
    kept_actor: kept.actor,
    kept_at: kept.at,
    lost: { value: lost.value },
    lost_actor: lost.actor,
    lost_at: lost.at,
    base_version: conflict.baseVersion,
    version: conflict.version,
    owner_id: conflict.ownerId,
  }))
  await sql.rows({
    name: 'insert-conflicts',
    // A value goes by way of an object: on its own, JSON's null would become SQL's.
    text: `
      INSERT INTO conflict (id, entity, entity_id, field, rule, winner, kept_value, kept_actor, kept_at,
                            lost_value, lost_actor, lost_at, base_version, version, owner_id)
      SELECT id, entity, entity_id, field, rule, winner, kept -> 'value', kept_actor, kept_at,
             lost -> 'value', lost_actor, lost_at, base_version, version, owner_id
      FROM jsonb_to_recordset($1::jsonb) AS row(
        id text, entity text, entity_id text, field text, rule text, winner text, kept jsonb, kept_actor jsonb,
        kept_at timestamptz, lost jsonb, lost_actor jsonb, lost_at timestamptz, base_version int, version int,
        owner_id text)`,
    values: [JSON.stringify(rows)],
  })
}

export type ConflictFilter = {
  readonly entity?: string | undefined
  readonly entityId?: string | undefined
  readonly field?: string | undefined
  readonly rule?: string | undefined
  /** The role of whose value stands. */
  readonly won?: string | undefined
  /** Whose record it is. */
  readonly ownerId?: string | undefined
  /** Part of the name or the e-mail of whose record it is. */
  readonly person?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** Records made before this one. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listConflictRecords(filter: ConflictFilter): Promise<ConflictRecord[]> {
  const { entity, entityId, field, rule, won, person, since, until, before } = filter
  const owners = person === undefined ? undefined : await findOwners(person)
  const owner = filter.ownerId ?? (owners && { in: owners })
  const rows = await db().conflict.findMany({
    where: {
      ...(entity === undefined ? {} : { entity }),
      ...(entityId === undefined ? {} : { entityId }),
      ...(field === undefined ? {} : { field }),
      ...(rule === undefined ? {} : { rule }),
      ...(won === undefined ? {} : { keptActor: { path: ['role'], equals: won } }),
      ...(owner === undefined ? {} : { ownerId: owner }),
      ...(since || until ? { createdAt: { ...(since && { gte: since }), ...(until && { lt: until }) } } : {}),
      ...(before === undefined ? {} : { id: { lt: before } }),
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

/** People looked through when conflicts are searched by a name: with more, the search says too little. */
const OWNERS_AT_MOST = 1_000

async function findOwners(person: string): Promise<string[]> {
  const contains = { contains: person, mode: 'insensitive' } as const
  const found = await db().user.findMany({
    where: { OR: [{ name: contains }, { email: contains }] },
    select: { id: true },
    take: OWNERS_AT_MOST,
  })
  return found.map(({ id }) => id)
}

export async function deleteConflictsOf(within: Sql, ownerId: string): Promise<void> {
  await within.rows({ text: 'DELETE FROM conflict WHERE owner_id = $1', values: [ownerId] })
}
