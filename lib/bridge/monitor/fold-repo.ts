import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import { identifier } from '#lib/platform/db/sql.ts'
import type { EntityDefinition } from '../entity.ts'

/** An entity as it is stored, and what its events come to: the last value of each field that the log still tells of. */
export type Folded = {
  readonly id: string
  readonly version: number
  readonly stored: Readonly<Record<string, unknown>>
  readonly told: Readonly<Record<string, unknown>>
  /** The newest version that the log tells of; null when it tells of none. */
  readonly toldVersion: number | null
}

/** A page of entities by id, or one, each beside the fold of its events: in one statement, so that both are of one moment. */
export async function readFolded(
  entity: EntityDefinition,
  which: { readonly after: string } | { readonly only: string },
  limit: number,
): Promise<Folded[]> {
  const id = identifier(entity.idColumn)
  const isOne = 'only' in which
  const pairs = Object.entries(entity.columns).map(
    ([field, { column }]) => `'${field}', to_jsonb(t.${identifier(column)})`,
  )
  // In pairs of fifty: a function of Postgres takes a hundred arguments.
  const stored = chunks(pairs, 50)
    .map((part) => `jsonb_build_object(${part.join(', ')})`)
    .join(' || ')
  const rows = await sql().rows<Omit<Folded, 'told'> & { told: Folded['told'] | null }>({
    name: `read-folded-${entity.name}${isOne ? '-one' : ''}`,
    text: `
      SELECT t.${id}::text AS id, t.version, ${stored} AS stored, fold.told, fold.version AS "toldVersion"
      FROM ${identifier(entity.table)} t
      LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(last.key, last.value) AS told, max(last.newest) AS version FROM (
          SELECT DISTINCT ON (field.key) field.key, field.value, max(e.version) OVER () AS newest
          FROM event e, jsonb_each(e.fields) AS field
          WHERE e.entity = $1 AND e.entity_id = t.${id}::text
          ORDER BY field.key, e.version DESC, e.seq DESC
        ) AS last
      ) AS fold ON true
      WHERE t.${id}::text ${isOne ? '=' : '>'} $2 ORDER BY t.${id}::text LIMIT $3::int`,
    values: [entity.name, 'only' in which ? which.only : which.after, limit],
  })
  return rows.map((row) => ({ ...row, told: row.told ?? {} }))
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )
}
