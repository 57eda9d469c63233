import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { sql } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { Holder } from './domain.ts'
import type { AuditDraft } from './lock.ts'
import { firstLock, type Lock, type LockEvent } from './lock.ts'

/** The lock of the product; drills are played on a shadow of it. */
export const AI_LOCK = 'ai'
export const FIRST_HASH = '0'.repeat(64)

export type LockRow = {
  readonly lock: Lock
  /** When its holder came to it; for a lock that nothing has happened to, when it was made. */
  readonly acquiredAt: Date
  readonly version: number
}

type StoredRow = {
  holder: Holder
  epoch: number
  seq: number
  state: Partial<Lock>
  acquiredAt: Date
  version: number
}

const READ =
  'SELECT holder, epoch, seq, state, acquired_at AS "acquiredAt", version FROM provider_lock WHERE id = $1'

export async function readLock(id: string, within: Sql = sql()): Promise<LockRow> {
  return toLock(id, await within.rows<StoredRow>({ name: 'read-provider-lock', text: READ, values: [id] }))
}

/** A lock of its own to play on, which nobody else knows. */
export async function makeShadow(id: string): Promise<void> {
  await sql().rows({ text: 'INSERT INTO provider_lock (id) VALUES ($1)', values: [id] })
}

/** Takes a shadow away again, with all that was played on it. */
export async function removeShadow(id: string): Promise<void> {
  if (id === AI_LOCK) throw new Error('The lock of the product is no shadow')
  for (const text of [
    'DELETE FROM provider_audit WHERE lock_id = $1',
    'DELETE FROM provider_call WHERE lock_id = $1',
    'DELETE FROM provider_lock WHERE id = $1',
  ])
    await sql().rows({ text, values: [id] })
}

/** Shadows that were made before `time` and that a stop of the process left behind. */
export async function removeStrandedShadows(time: Date): Promise<void> {
  const rows = await sql().rows<{ id: string }>({
    text: 'SELECT id FROM provider_lock WHERE id <> $1 AND updated_at < $2',
    values: [AI_LOCK, time],
  })
  for (const { id } of rows) await removeShadow(id)
}

/** Reads the lock with the database's time, and keeps others from changing it until the transaction ends. */
export async function holdLock(within: Sql, id: string): Promise<LockRow & { now: number }> {
  const rows = await within.rows<StoredRow & { now: number }>({
    name: 'hold-provider-lock',
    text: `SELECT holder, epoch, seq, state, acquired_at AS "acquiredAt", version,
        floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now
      FROM provider_lock WHERE id = $1 FOR UPDATE`,
    values: [id],
  })
  return { ...toLock(id, rows), now: rows[0]?.now ?? Date.now() }
}

/**
 * The epoch of the lock, which cannot end before the transaction does: what is stored within it belongs to the holder
 * of that epoch.
 */
export async function shareEpoch(within: Sql, id: string): Promise<number> {
  const [row] = await within.rows<{ epoch: number }>({
    name: 'share-provider-epoch',
    text: 'SELECT epoch FROM provider_lock WHERE id = $1 FOR SHARE',
    values: [id],
  })
  if (!row) throw new Error(`There is no provider lock ${id}`)
  return row.epoch
}

function toLock(id: string, rows: readonly StoredRow[]): LockRow {
  const [row] = rows
  if (!row) throw new Error(`There is no provider lock ${id}`)
  // Before its first transition a lock is as it was made; only epochs may go on from an earlier history.
  return {
    lock: { ...firstLock(0), epoch: row.epoch, ...row.state },
    acquiredAt: row.acquiredAt,
    version: row.version,
  }
}

/** What of a lock is the synchronised entity `provider`, and what only the row has. */
export async function writeLockState(within: Sql, id: string, lock: Lock): Promise<void> {
  await within.rows({
    name: 'write-provider-lock',
    text: `UPDATE provider_lock SET state = $2::jsonb,
        acquired_at = CASE WHEN $3::float8 > 0 THEN to_timestamp($3::float8 / 1000) ELSE acquired_at END
      WHERE id = $1`,
    values: [id, JSON.stringify(lock), lock.acquiredAt],
  })
}

export async function writeShadow(within: Sql, id: string, lock: Lock): Promise<void> {
  await within.rows({
    name: 'write-provider-shadow',
    text: `UPDATE provider_lock SET holder = $2, epoch = $3, failures = $4, seq = $5, reason = $6, exhausted = $7,
        proposal = $8, state = $9::jsonb, acquired_at = to_timestamp($10::float8 / 1000), version = version + 1
      WHERE id = $1`,
    values: [
      id,
      lock.holder,
      lock.epoch,
      lock.strikes.length,
      lock.seq,
      lock.reason,
      lock.exhausted,
      lock.proposal ?? '',
      JSON.stringify(lock),
      lock.acquiredAt,
    ],
  })
}

export type AuditEntry = AuditDraft & {
  readonly at: Date
  readonly fact: LockEvent
  readonly actor: Actor
  readonly after: Lock | null
  readonly prevHash: string
  readonly prevChangeHash: string
  readonly hash: string
}

/** Adds the next link. The caller holds the lock's row, so nobody else does. */
export async function insertAudit(
  within: Sql,
  lockId: string,
  draft: AuditDraft & { at: Date; fact: LockEvent; actor: Actor; after: Lock | null },
): Promise<void> {
  const [last] = await within.rows<{ prevHash: string | null; prevChangeHash: string | null }>({
    name: 'last-provider-audit',
    text: `SELECT
        (SELECT hash FROM provider_audit WHERE lock_id = $1 ORDER BY seq DESC LIMIT 1) AS "prevHash",
        (SELECT hash FROM provider_audit WHERE lock_id = $1 AND kind = 'change' ORDER BY seq DESC LIMIT 1)
          AS "prevChangeHash"`,
    values: [lockId],
  })
  const link = {
    ...draft,
    prevHash: last?.prevHash ?? FIRST_HASH,
    prevChangeHash: last?.prevChangeHash ?? FIRST_HASH,
  }
  const { seq, kind, at, event, fact, from, to, epoch, reason, actor, after } = link
  await within.rows({
    name: 'insert-provider-audit',
    text: `INSERT INTO provider_audit (lock_id, seq, kind, at, event, fact, from_holder, to_holder, epoch, reason, actor,
        after, prev_hash, prev_change_hash, hash)
      VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13, $14, $15)`,
    values: [
      lockId,
      seq,
      kind,
      at,
      event,
      JSON.stringify(fact),
      from,
      to,
      epoch,
      reason,
      JSON.stringify(actor),
      after && JSON.stringify(after),
      link.prevHash,
      link.prevChangeHash,
      hashOf(lockId, link),
    ],
  })
}

export function hashOf(lockId: string, link: Omit<AuditEntry, 'hash'>): string {
  const { seq, kind, at, event, fact, from, to, epoch, reason, actor, after, prevHash, prevChangeHash } = link
  const text = canonicalJson([
    lockId,
    seq,
    kind,
    at.toISOString(),
    event,
    fact,
    from,
    to,
    epoch,
    reason,
    actor,
    after,
    prevHash,
    prevChangeHash,
  ])
  return createHash('sha256').update(text).digest('hex')
}

const ENTRY = `seq, kind, at, event, fact, from_holder AS "from", to_holder AS "to", epoch, reason, actor, after,
  prev_hash AS "prevHash", prev_change_hash AS "prevChangeHash", hash`

/** Newest first. */
export function listAudit(lockId: string, limit: number, before = 2_147_483_647): Promise<AuditEntry[]> {
  return sql().rows<AuditEntry>({
    text: `SELECT ${ENTRY} FROM provider_audit WHERE lock_id = $1 AND seq < $3 ORDER BY seq DESC LIMIT $2`,
    values: [lockId, limit, before],
  })
}

/** Oldest first, from the entry after `seq` on. */
export function readAuditAfter(lockId: string, seq: number, limit: number): Promise<AuditEntry[]> {
  return sql().rows<AuditEntry>({
    text: `SELECT ${ENTRY} FROM provider_audit WHERE lock_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    values: [lockId, seq, limit],
  })
}

/** The entries of an epoch, oldest first: how its holder came to it, and what happened under it. */
export function readEpoch(lockId: string, epoch: number): Promise<AuditEntry[]> {
  return sql().rows<AuditEntry>({
    text: `SELECT ${ENTRY} FROM provider_audit WHERE lock_id = $1 AND epoch = $2 ORDER BY seq LIMIT 200`,
    values: [lockId, epoch],
  })
}

export async function countAudit(lockId: string): Promise<number> {
  const [row] = await sql().rows<{ count: number }>({
    text: 'SELECT count(*)::int AS count FROM provider_audit WHERE lock_id = $1',
    values: [lockId],
  })
  return row?.count ?? 0
}

/** Lets go of notes beyond the newest `keep`. Changes stay. */
export async function pruneNotes(lockId: string, keep: number): Promise<number> {
  const rows = await sql().rows({
    text: `DELETE FROM provider_audit WHERE lock_id = $1 AND kind = 'note' AND seq < (
        SELECT min(seq) FROM (
          SELECT seq FROM provider_audit WHERE lock_id = $1 AND kind = 'note' ORDER BY seq DESC LIMIT $2
        ) AS kept
      ) RETURNING seq`,
    values: [lockId, keep],
  })
  return rows.length
}
