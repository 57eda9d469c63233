'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { readStream, type StreamEvent } from './debug-stream.ts'

/** The newest events with their traces, for a page that may have missed some; null when they cannot be told. */
export async function readStreamNow(): Promise<StreamEvent[] | null> {
  const actor = await requireActor('admin')
  if (!actor.ok) return null
  const stream = await readStream(actor.value)
  return stream.ok ? stream.value : null
}
