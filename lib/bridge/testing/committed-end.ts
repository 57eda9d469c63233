import type { TestDatabase } from '#lib/platform/testing/database.ts'
import { LOG_START, type LogPosition } from '../domain.ts'

/**
 * Where the log ends for those who write it. Its readers may be let up to there only later: a database that is made on
 * the same server holds the fence for a moment, too.
 */
export async function committedEnd(database: TestDatabase): Promise<LogPosition> {
  const [last] = await database.query<{ xid: string; seq: string }>(
    'SELECT xid::text, seq::text FROM event ORDER BY event.xid DESC, event.seq DESC LIMIT 1',
  )
  return last ? { xid: BigInt(last.xid), seq: BigInt(last.seq) } : LOG_START
}
