import 'server-only'
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

/** A statement of a transaction that takes longer is given up, and everything with it. */
const BEGIN = "BEGIN; SET LOCAL statement_timeout = '15s'"

/**
 * The same for work made of plain statements, without what Prisma does around each. For the paths that are walked for
 * every change; a connection whose transaction could not be ended is thrown away.
 */
export async function inSqlTransaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await pool().connect()
  let broken: Error | undefined
  try {
    await connection.query(BEGIN)
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
