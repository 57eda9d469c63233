import type { TestDatabase } from './database.ts'

/**
 * Has code under test meet a transaction of somebody else at the one moment that matters: runs `statement` and leaves
 * it uncommitted, starts `work`, and commits once that waits for the transaction, or has ended without waiting.
 * Answers what `work` answers. The transaction runs on the connection of `database.query`.
 */
export async function during<T>(
  database: TestDatabase,
  statements: readonly (readonly [sql: string, values: readonly unknown[]])[],
  work: () => Promise<T>,
): Promise<T> {
  await database.query('BEGIN')
  try {
    for (const [sql, values] of statements) await database.query(sql, [...values])
    let ended = false
    const running = work().finally(() => {
      ended = true
    })
    running.catch(() => undefined)
    while (!ended && !(await isWaitedFor(database)));
    await database.query('COMMIT')
    return await running
  } catch (cause) {
    await database.query('ROLLBACK')
    throw cause
  }
}

async function isWaitedFor(database: TestDatabase): Promise<boolean> {
  const [row] = await database.query<{ waited: boolean }>(`
    SELECT EXISTS (
      SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid
    ) AS waited`)
  return row?.waited ?? false
}
