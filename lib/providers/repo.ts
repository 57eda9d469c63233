import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { db, type Prisma, type Tx } from '#lib/platform/db/client.ts'
import type { Holder, Lock } from './domain.ts'

export type LockRow = Lock & { acquiredAt: Date; reason: string; version: number }

export async function readLock(): Promise<LockRow> {
  const row = await db().providerLock.findUniqueOrThrow({ where: { id: 'ai' } })
  return { ...row, holder: row.holder as Holder }
}

/** Reads the row and keeps others from changing it until the transaction ends. */
export async function lockRow(tx: Tx): Promise<Lock> {
  const rows = await tx.$queryRaw<{ holder: Holder; epoch: number; failures: number; seq: number }[]>`
    SELECT holder, epoch, failures, seq FROM provider_lock WHERE id = 'ai' FOR UPDATE`
  const row = rows[0]
  if (!row) throw new Error('The provider lock row is missing')
  return row
}

export async function markAcquired(tx: Tx, at: Date): Promise<void> {
  await tx.providerLock.update({ where: { id: 'ai' }, data: { acquiredAt: at } })
}

export type AuditDraft = {
  seq: number
  at: Date
  event: string
  from: string
  to: string
  epoch: number
  reason: string
  actor: Actor
}

export async function insertAudit(tx: Tx, draft: AuditDraft): Promise<void> {
  const last = await tx.providerAudit.findFirst({ orderBy: { seq: 'desc' }, select: { hash: true } })
  const prevHash = last?.hash ?? '0'.repeat(64)
  const text = JSON.stringify([
    draft.seq,
    draft.at.toISOString(),
    draft.event,
    draft.from,
    draft.to,
    draft.epoch,
    draft.reason,
    draft.actor.id,
    prevHash,
  ])
  const hash = createHash('sha256').update(text).digest('hex')
  await tx.providerAudit.create({
    data: { ...draft, actor: draft.actor as Prisma.InputJsonObject, prevHash, hash },
  })
}

export async function listAudit(limit: number) {
  const rows = await db().providerAudit.findMany({ orderBy: { seq: 'desc' }, take: limit })
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    event: row.event,
    from: row.from as Holder,
    to: row.to as Holder,
    epoch: row.epoch,
    reason: row.reason,
    actor: (row.actor as Actor).name,
    hash: row.hash,
  }))
}

export function countAudit(): Promise<number> {
  return db().providerAudit.count()
}
