import 'server-only'
import { escapeLiteral } from 'pg'
import { db, type Tx } from './client.ts'
import { overConnection, pool } from './pool.ts'
import type { Sql } from './sql.ts'

export type { Tx } from './client.ts'
export { type Sql, sqlOf } from './sql.ts'

/** Runs `work` in one transaction: all of it is committed, or nothing. Throwing rolls back. */
export function inTransaction<T>(
  work: (tx: Tx) => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> {
  return db().$transaction(work, { maxWait: 5_000, timeout: options.timeoutMs ?? 15_000 })
}

/**
 * The same for work made of plain statements, without what Prisma does around each. For the paths that are walked for
 * every change; a connection whose transaction could not be ended is thrown away.
 *
 * @param locks names that no two transactions hold at once, taken with the beginning and *before* Postgres gives the
 *   transaction its id. Sorted, so that two cannot wait for each other.
 */
export async function inSqlTransaction<T>(
  work: (sql: Sql) => Promise<T>,
  locks: readonly string[] = [],
): Promise<T> {
  const connection = await pool().connect()
  let broken: Error | undefined
  try {
    await connection.query(['BEGIN', ...[...new Set(locks)].sort().map(lockStatement)].join('; '))
    const result = await work(overConnection(connection))
    await connection.query('COMMIT')
    return result
  } catch (cause) {
    await connection.query('ROLLBACK').catch((fault: Error) => {
      broken = fault
    })
    throw cause
  } finally {
    connection.release(broken)
  }
}

function lockStatement(name: string): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${escapeLiteral(name)}, 0))`
}
