import 'server-only'
import { db, Prisma } from '#lib/platform/db/client.ts'

/** Above this many rows the planner's estimate is told instead of a count. */
const COUNTED_ROWS = 10_000

/**
 * Rows of tables, in all: counted where there are few, estimated from the database's statistics where counting would
 * read a lot. The names come from the registry, never from a request.
 */
export async function countRows(tables: readonly string[]): Promise<number> {
  const estimates = await db().$queryRaw<{ name: string; rows: number }[]>`
    SELECT relname AS name, reltuples::float8 AS rows FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(${[...tables]}::text[])`
  const counts = await Promise.all(
    estimates.map(({ name, rows }) => (rows > COUNTED_ROWS ? Math.round(rows) : countExactly(name))),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function countExactly(table: string): Promise<number> {
  if (!/^[a-z_]+$/.test(table)) throw new Error(`Not a table: ${table}`)
  const rows = await db().$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM ${Prisma.raw(`"${table}"`)}`
  return rows[0]?.count ?? 0
}
