import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
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

/** More than this is not counted: whoever is so far behind is behind. */
const LAG_COUNTED = 10_000

export type FollowerLag = {
  readonly name: string
  readonly cursor: string
  readonly progress: string | null
  /** When its place last moved. */
  readonly movedAt: Date
  /** Events of its types that it has not worked on, at most 10,000. */
  readonly waiting: number
  /** How long the oldest of them has waited, in ms; null when none does. */
  readonly oldestMs: number | null
}

/**
 * Every follower with what it has not worked on yet. Its place moves only when there is work, so only events of its
 * types count; of a follower whose types are not known here, all do.
 */
export async function readFollowers(
  typesOf: (name: string) => readonly string[] | undefined,
): Promise<FollowerLag[]> {
  const places = await sql().rows<FollowerPlace & { name: string; updated_at: Date }>({
    text: 'SELECT name, epoch, cursor, progress, updated_at FROM event_follower ORDER BY name',
  })
  return Promise.all(
    places.map(async ({ name, cursor, progress, updated_at }) => {
      const [xid = '0', seq = '0'] = cursor.split('-')
      const [lag] = await sql().rows<{ waiting: number; oldest_ms: number | null }>({
        name: 'read-follower-lag',
        text: `
          SELECT count(*)::int AS waiting,
                 extract(epoch FROM clock_timestamp() - min(committed_at))::float8 * 1000 AS oldest_ms
          FROM (
            SELECT committed_at FROM event
            WHERE (xid, seq) > ($1::xid8, $2::bigint) AND ($3::text[] IS NULL OR type = ANY ($3::text[]))
            ORDER BY event.xid, event.seq LIMIT $4::int
          ) AS missed`,
        values: [xid, seq, typesOf(name) ?? null, LAG_COUNTED],
      })
      return {
        name,
        cursor,
        progress,
        movedAt: updated_at,
        waiting: lag?.waiting ?? 0,
        oldestMs: lag?.oldest_ms ?? null,
      }
    }),
  )
}
