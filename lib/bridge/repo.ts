import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import { identifier, type Sql } from '#lib/platform/db/sql.ts'
import type { EntityState, FieldMeta, FieldValue } from './domain.ts'
import type { EntityDefinition } from './entity.ts'
import type { Snapshot } from './schema.ts'

/**
 * Makes this transaction the only one that changes the given entities, until it ends. The lock is taken *before*
 * Postgres gives the transaction its id, so that for one entity the order of transaction ids is the order of its
 * versions: readers of the log rely on that. Keys are sorted, so that two writers cannot wait for each other.
 */
export async function lockEntities(within: Sql, keys: readonly string[]): Promise<void> {
  await within.rows({
    name: 'lock-entities',
    text: 'SELECT count(pg_advisory_xact_lock(hashtextextended(key, 0)))::int FROM unnest($1::text[]) AS key',
    values: [[...new Set(keys)].sort()],
  })
}

type StateRow = { version: number; field_meta: FieldMeta } & Record<string, FieldValue>

/**
 * The entity as it is, or null. Whoever holds its lock (`lockEntities`) may go on from it: nobody else writes its
 * version and fields meanwhile.
 */
export async function readState(
  within: Sql,
  entity: EntityDefinition,
  id: string,
): Promise<EntityState | null> {
  const [row] = await within.rows<StateRow>({
    name: `read-${entity.name}`,
    text: statementsOf(entity).read,
    values: [id],
  })
  return row ? stateOf(entity, row) : null
}

function stateOf(entity: EntityDefinition, row: StateRow): EntityState {
  const fields: Record<string, FieldValue> = {}
  for (const field of Object.keys(entity.columns)) fields[field] = row[field] ?? null
  return { version: row.version, meta: row.field_meta, fields }
}

export async function readSnapshot(entity: EntityDefinition, id: string): Promise<Snapshot | null> {
  const state = await readState(sql(), entity, id)
  return state && snapshotOf(entity, id, state)
}

export function snapshotOf(entity: EntityDefinition, id: string, state: EntityState): Snapshot {
  return { entity: entity.name, id, version: state.version, fields: state.fields, meta: { ...state.meta } }
}

/** Writes the new state of one entity: the fields that changed, all stamps, and the version. */
export async function writeState(
  within: Sql,
  entity: EntityDefinition,
  id: string,
  next: { changed: Readonly<Record<string, unknown>>; meta: FieldMeta; version: number },
): Promise<void> {
  const values: unknown[] = [id, next.version, JSON.stringify(next.meta)]
  const names = Object.keys(next.changed)
  const sets = names.map((field) => {
    const { column, type } = columnOf(entity, field)
    const value = next.changed[field]
    values.push(type === 'jsonb' ? JSON.stringify(value) : value)
    return `${identifier(column)} = $${values.length}::${type}`
  })
  const text = `
    UPDATE ${identifier(entity.table)}
    SET ${[...sets, 'version = $2', 'field_meta = $3::jsonb', 'updated_at = clock_timestamp()'].join(', ')}
    WHERE ${identifier(entity.idColumn)} = $1`
  // Most edits are of one field: those few statements are worth keeping on each connection.
  const name = names.length === 1 ? { name: `write-${entity.name}-${names[0]}` } : {}
  await within.rows({ ...name, text, values })
}

type ReadStatement = { readonly read: string }

/** The reading of an entity, made once: a fixed text, so that Postgres plans it once a connection. */
const statements = new WeakMap<EntityDefinition, ReadStatement>()

function statementsOf(entity: EntityDefinition): ReadStatement {
  const known = statements.get(entity)
  if (known) return known
  const columns = Object.entries(entity.columns).map(([field, { column }]) => {
    if (!/^[a-zA-Z]+$/.test(field)) throw new Error(`Not a field name: ${field}`)
    return `${identifier(column)} AS "${field}"`
  })
  const read = `SELECT version, field_meta, ${columns.join(', ')}
    FROM ${identifier(entity.table)} WHERE ${identifier(entity.idColumn)} = $1`
  statements.set(entity, { read })
  return { read }
}

function columnOf(entity: EntityDefinition, field: string) {
  const column = entity.columns[field]
  if (!column) throw new Error(`${entity.name} has no field ${field}`)
  return column
}
