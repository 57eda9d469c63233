import 'server-only'
import type { Sql } from '#lib/platform/db/sql.ts'

export type FollowerPlace = {
  readonly epoch: string
  readonly cursor: string
  readonly progress: string | null
}

/** Makes this transaction the only one that works for a follower; false when another one is at it. */
export async function tryLockFollower(within: Sql, name: string): Promise<boolean> {
  const [row] = await within.rows<{ locked: boolean }>({
    name: 'try-lock-follower',
    text: "SELECT pg_try_advisory_xact_lock(hashtextextended('follower:' || $1, 0)) AS locked",
    values: [name],
  })
  return row?.locked ?? false
}

/** Where a follower stands; null before its first start. */
export async function readPlace(within: Sql, name: string): Promise<FollowerPlace | null> {
  const [row] = await within.rows<FollowerPlace>({
    name: 'read-follower-place',
    text: 'SELECT epoch, cursor, progress FROM event_follower WHERE name = $1',
    values: [name],
  })
  return row ?? null
}

export async function writePlace(within: Sql, name: string, place: FollowerPlace): Promise<void> {
  await within.rows({
    name: 'write-follower-place',
    text: `
      INSERT INTO event_follower (name, epoch, cursor, progress) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name) DO UPDATE
      SET epoch = excluded.epoch, cursor = excluded.cursor, progress = excluded.progress, updated_at = now()`,
    values: [name, place.epoch, place.cursor, place.progress],
  })
}
