import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { db, type Prisma, type Tx } from '#lib/platform/db/client.ts'

export type AuditDraft = {
  readonly actor: Actor
  readonly action: string
  readonly target: string
  readonly outcome: string
  readonly details: Readonly<Record<string, unknown>>
}

const FIRST_HASH = '0'.repeat(64)

/**
 * Adds one link to the chain, in the caller's transaction. Links are made one at a time, so that each knows the one
 * before it: until the transaction ends no other one is made.
 */
export async function insertEntry(tx: Tx, draft: AuditDraft): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('audit', 0))`
  const last = await tx.auditEntry.findFirst({
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  })
  const link = { seq: (last?.seq ?? 0n) + 1n, at: new Date(), ...draft, prevHash: last?.hash ?? FIRST_HASH }
  await tx.auditEntry.create({
    data: {
      ...link,
      actor: draft.actor as Prisma.InputJsonObject,
      details: draft.details as Prisma.InputJsonObject,
      hash: hashOf(link),
    },
  })
}

type Link = {
  seq: bigint
  at: Date
  actor: unknown
  action: string
  target: string
  outcome: string
  details: unknown
  prevHash: string
}

function hashOf(link: Link): string {
  const text = canonical([
    String(link.seq),
    link.at.toISOString(),
    link.actor,
    link.action,
    link.target,
    link.outcome,
    link.details,
    link.prevHash,
  ])
  return createHash('sha256').update(text).digest('hex')
}

/** JSON with sorted keys: Postgres keeps objects in an order of its own. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** Walks the whole chain; answers the first entry that does not fit, or null when all do. */
export async function findBrokenLink(): Promise<bigint | null> {
  let prevHash = FIRST_HASH
  let seq = 0n
  for (;;) {
    const page = await db().auditEntry.findMany({
      where: { seq: { gt: seq } },
      orderBy: { seq: 'asc' },
      take: 1_000,
    })
    for (const entry of page) {
      if (entry.seq !== seq + 1n || entry.prevHash !== prevHash || entry.hash !== hashOf(entry))
        return entry.seq
      seq = entry.seq
      prevHash = entry.hash
    }
    if (page.length < 1_000) return null
  }
}
