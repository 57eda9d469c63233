import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { db } from '#lib/platform/db/client.ts'
import type { Sql } from '#lib/platform/db/sql.ts'

export type AuditDraft = {
  readonly at: Date
  readonly actor: Actor
  readonly action: string
  readonly target: string
  readonly outcome: string
  readonly details: Readonly<Record<string, unknown>>
}

const FIRST_HASH = '0'.repeat(64)

/** Whoever makes links holds this lock until their transaction ends: each link knows the one before it. */
export const CHAIN_LOCK = 'audit'

/** The same for a transaction that has begun without it. */
export async function lockChain(within: Sql): Promise<void> {
  await within.rows({
    name: 'lock-audit',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text',
    values: [CHAIN_LOCK],
  })
}

/** Adds links to the chain, in their order. The caller's transaction holds the chain's lock. */
export async function insertEntries(within: Sql, drafts: readonly AuditDraft[]): Promise<void> {
  const [last] = await within.rows<{ seq: string; hash: string }>({
    name: 'last-audit',
    text: 'SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1',
  })
  let seq = BigInt(last?.seq ?? 0)
  let prevHash = last?.hash ?? FIRST_HASH
  const links = drafts.map((draft) => {
    const link = { ...draft, seq: ++seq, prevHash }
    prevHash = hashOf(link)
    return { ...link, seq: String(seq), hash: prevHash }
  })
  await within.rows({
    name: 'insert-audit',
    text: `INSERT INTO audit_entry (seq, at, actor, action, target, outcome, details, prev_hash, hash)
      SELECT seq, at, actor, action, target, outcome, details, "prevHash", hash
      FROM jsonb_to_recordset($1::jsonb) AS link(seq bigint, at timestamptz, actor jsonb, action text, target text,
        outcome text, details jsonb, "prevHash" text, hash text)`,
    values: [JSON.stringify(links)],
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
  const text = canonicalJson([
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
