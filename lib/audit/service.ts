import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { findBrokenLink, insertEntry } from './repo.ts'

/** Records what somebody did through a route or an action, with how it ended. */
export async function recordAction(entry: {
  actor: Actor
  action: string
  target: string
  outcome: string
  requestId: string
}): Promise<void> {
  const { requestId, ...rest } = entry
  await insertEntry({ ...rest, details: { requestId } })
}

/** Whether every entry still carries the hash of the one before it; `brokenAt` is the first that does not. */
export async function verifyAuditLog(): Promise<{ intact: boolean; brokenAt: string | null }> {
  const broken = await findBrokenLink()
  return { intact: broken === null, brokenAt: broken?.toString() ?? null }
}
