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
