import 'server-only'
import { db, type Tx } from './client.ts'

export type { Tx } from './client.ts'

/** Runs `work` in one transaction: all of it is committed, or nothing. Throwing rolls back. */
export function inTransaction<T>(
  work: (tx: Tx) => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> {
  return db().$transaction(work, { maxWait: 5_000, timeout: options.timeoutMs ?? 15_000 })
}
