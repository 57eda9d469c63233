'use server'

import { requireActor } from '#lib/accounts/session.ts'
import type { PersonEvent } from '#lib/accounts/ui/admin/person-events.ts'
import { readPersonTimeline } from '#lib/bridge/debug-stream.ts'
import { EVENTS_A_PAGE, personEvent } from './_events.ts'

/** What happened to a person's record before a cursor; null when it cannot be told. */
export async function readOlderEvents(
  userId: string,
  before: string,
): Promise<{ items: PersonEvent[]; nextCursor: string | null } | null> {
  const actor = await requireActor('admin')
  if (!actor.ok) return null
  const page = await readPersonTimeline(actor.value, String(userId), {
    before: String(before),
    limit: EVENTS_A_PAGE,
  })
  return page.ok ? { items: page.value.items.map(personEvent), nextCursor: page.value.nextCursor } : null
}
