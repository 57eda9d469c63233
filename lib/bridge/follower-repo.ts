import 'server-only'
import type { Tx } from '#lib/platform/db/client.ts'

export type FollowerPlace = {
  readonly epoch: string
  readonly cursor: string
  readonly progress: string | null
}

/** Makes this transaction the only one that works for a follower; false when another one is at it. */
export async function tryLockFollower(tx: Tx, name: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`follower:${name}`}, 0)) AS locked`
  return rows[0]?.locked ?? false
}

/** Where a follower stands; null before its first start. */
export function readPlace(tx: Tx, name: string): Promise<FollowerPlace | null> {
  return tx.eventFollower.findUnique({
    where: { name },
    select: { epoch: true, cursor: true, progress: true },
  })
}

export async function writePlace(tx: Tx, name: string, place: FollowerPlace): Promise<void> {
  await tx.eventFollower.upsert({ where: { name }, create: { name, ...place }, update: place })
}
