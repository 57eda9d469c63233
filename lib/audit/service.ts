import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { type AuditDraft, findBrokenLink, insertEntries, lockChain } from './repo.ts'
import { AuditWriter } from './writer.ts'

type Action = { actor: Actor; action: string; target: string; outcome: string; requestId: string }

/**
 * Records what somebody did, with how it ended. Called for what staff write through the API or the portal's server
 * actions, for mails with a link that they read, and for refused reaches beyond one's rights. Throws when the entry
 * cannot be written: callers log that and go on, for what they record has happened already.
 */
export async function recordAction(entry: Action): Promise<void> {
  await processSingleton('audit.writer', () => new AuditWriter()).write(draftOf(entry))
}

/**
 * The same in the transaction of what is recorded: neither is there without the other. Everybody else's entries wait for
 * its end, so it comes late in it.
 */
export async function recordActionWithin(tx: Tx, entry: Action): Promise<void> {
  const sql = sqlOf(tx)
  await lockChain(sql)
  await insertEntries(sql, [draftOf(entry)])
}

function draftOf({ requestId, ...entry }: Action): AuditDraft {
  return { at: new Date(), ...entry, details: { requestId } }
}

/**
 * Whether the entries still fit together; `brokenAt` is the number of the first that does not. Finds an entry that was
 * changed, and a gap by the entry after it. The chain has no anchor outside the database and no secret: it does not
 * show that the newest entries were cut off, or that all from one on were made anew.
 */
export async function verifyAuditLog(): Promise<{ intact: boolean; brokenAt: string | null }> {
  const broken = await findBrokenLink()
  return { intact: broken === null, brokenAt: broken?.toString() ?? null }
}
