import 'server-only'
import { db, type Tx } from '#lib/platform/db/client.ts'

export type DigestTimes = {
  /** Only what was made before is mailed. */
  readonly unreadBefore: Date
  /** Who got a mail after this gets none. */
  readonly mailedAfter: Date
}

/** People who want mails, have unread notifications that no mail told of, and got none lately. */
export async function peopleToMail(times: DigestTimes, limit: number): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT person.id FROM "user" person JOIN preferences ON preferences.user_id = person.id
    WHERE person.status = 'active' AND preferences.email_notifications
      AND EXISTS (SELECT 1 FROM notification
        WHERE user_id = person.id AND read_at IS NULL AND mailed_at IS NULL AND created_at < ${times.unreadBefore})
      AND NOT EXISTS (SELECT 1 FROM notification
        WHERE user_id = person.id AND mailed_at > ${times.mailedAfter})
    ORDER BY person.id LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

/** The address of somebody whom no other process is mailing or has just mailed; null otherwise. */
export async function lockRecipient(tx: Tx, userId: string, times: DigestTimes): Promise<string | null> {
  const [lock] = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`digest:${userId}`}, 0)) AS locked`
  if (!lock?.locked) return null
  const [row] = await tx.$queryRaw<{ email: string }[]>`
    SELECT email FROM "user" person WHERE id = ${userId} AND NOT EXISTS (
      SELECT 1 FROM notification WHERE user_id = person.id AND mailed_at > ${times.mailedAfter})`
  return row?.email ?? null
}

/** Marks everything unread of a person as mailed; answers what it was, newest first. */
export async function takeUnmailed(
  tx: Tx,
  userId: string,
  now: Date,
): Promise<{ title: string; body: string }[]> {
  return tx.$queryRaw`
    WITH taken AS (
      UPDATE notification SET mailed_at = ${now}
      WHERE user_id = ${userId} AND read_at IS NULL AND mailed_at IS NULL RETURNING title, body, at
    ) SELECT title, body FROM taken ORDER BY at DESC`
}
