import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import { identifier, type Sql } from '#lib/platform/db/sql.ts'
import type { EntityState, FieldMeta, Fields, FieldValue } from './domain.ts'
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

/** The entity as it is, or null. The row stays locked until the transaction ends when `lock` is set. */
export async function readState(
  within: Sql,
  entity: EntityDefinition,
  id: string,
  options: { lock: boolean },
): Promise<EntityState | null> {
  const text = statementsOf(entity).read
  const [row] = await within.rows<StateRow>(
    options.lock
      ? { name: `lock-state-${entity.name}`, text: `${text} FOR UPDATE`, values: [id] }
      : { name: `read-state-${entity.name}`, text, values: [id] },
  )
  return row ? stateOf(entity, row) : null
}

function stateOf(entity: EntityDefinition, row: StateRow): EntityState {
  const fields: Record<string, FieldValue> = {}
  for (const field of Object.keys(entity.columns)) fields[field] = row[field] ?? null
  return { version: row.version, meta: row.field_meta, fields }
}

export async function readSnapshot(entity: EntityDefinition, id: string): Promise<Snapshot | null> {
  const state = await readState(sql(), entity, id, { lock: false })
  return state && snapshotOf(entity, id, state)
}

export function snapshotOf(entity: EntityDefinition, id: string, state: EntityState): Snapshot {
  return { entity: entity.name, id, version: state.version, fields: state.fields, meta: { ...state.meta } }
}

/** Writes the new state of one entity: fields, stamps and version. `fields` are all of them, changed or not. */
export async function writeState(
  within: Sql,
  entity: EntityDefinition,
  id: string,
  next: { fields: Fields; meta: FieldMeta; version: number },
): Promise<void> {
  const columns: Record<string, FieldValue> = {}
  for (const [field, { column }] of Object.entries(entity.columns))
    columns[column] = next.fields[field] ?? null
  await within.rows({
    name: `write-state-${entity.name}`,
    text: statementsOf(entity).write,
    values: [id, JSON.stringify(columns), next.version, JSON.stringify(next.meta)],
  })
}

type StateStatements = { readonly read: string; readonly write: string }

/** The statements of an entity, made once: fixed texts, so that Postgres plans each once a connection. */
const statements = new WeakMap<EntityDefinition, StateStatements>()

function statementsOf(entity: EntityDefinition): StateStatements {
  const known = statements.get(entity)
  if (known) return known
  const table = identifier(entity.table)
  const id = identifier(entity.idColumn)
  const columns = Object.entries(entity.columns).map(([field, { column }]) => {
    if (!/^[a-zA-Z]+$/.test(field)) throw new Error(`Not a field name: ${field}`)
    return { field: `"${field}"`, column: identifier(column) }
  })
  const list = columns.map(({ column }) => column).join(', ')
  const made = {
    read: `SELECT version, field_meta, ${columns.map(({ column, field }) => `${column} AS ${field}`).join(', ')}
      FROM ${table} WHERE ${id} = $1`,
    write: `UPDATE ${table}
      SET (${list}) = (SELECT ${list} FROM jsonb_populate_record(NULL::${table}, $2::jsonb)),
          version = $3, field_meta = $4::jsonb, updated_at = clock_timestamp()
      WHERE ${id} = $1`,
  }
  statements.set(entity, made)
  return made
}
