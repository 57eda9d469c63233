import type { TraceUpdate } from '#lib/bridge/wire.ts'

/** How far one change has got with the person whose record it is. */
export type Acknowledgement = {
  readonly id: string
  readonly what: string
  readonly fields: readonly string[]
  readonly by: { readonly id: string; readonly name: string }
  readonly committedAt: number
  readonly state: 'seen' | 'delivered' | 'sent' | 'away'
  /** Milliseconds from the commit until it was on the person's screen; null before that. */
  readonly seenAfterMs: number | null
}

const PERSONAL = new Set(['user', 'profile', 'preferences'])
const KEPT = 6

/**
 * Reads from a trace what became of a change of a person's record at the person's own pages; null for events that are
 * about something else. A person may have several pages open: the first that has shown it counts.
 */
export function acknowledgementOf(trace: TraceUpdate, personId: string): Acknowledgement | null {
  if (trace.entityId !== personId || !PERSONAL.has(trace.entity)) return null
  const own = trace.recipients.filter(({ userId }) => userId === personId)
  const seen = own.flatMap(({ renderedAt }) => renderedAt ?? [])
  const state =
    own.length === 0
      ? 'away'
      : seen.length > 0
        ? 'seen'
        : own.some(({ deliveredAt }) => deliveredAt !== undefined)
          ? 'delivered'
          : 'sent'
  return {
    id: trace.id,
    what: trace.entity,
    fields: trace.fields,
    by: { id: trace.actor.id, name: trace.actor.name },
    committedAt: trace.committedAt,
    state,
    seenAfterMs: seen.length > 0 ? Math.max(0, Math.min(...seen) - trace.committedAt) : null,
  }
}

/** The newest few, newest first; a grown trace takes the place of what it was. */
export function collect(
  before: readonly Acknowledgement[],
  traces: readonly TraceUpdate[],
  personId: string,
): readonly Acknowledgement[] {
  const found = traces.flatMap((trace) => acknowledgementOf(trace, personId) ?? [])
  if (found.length === 0) return before
  const byId = new Map([...before, ...found].map((one) => [one.id, one]))
  return [...byId.values()].sort((a, b) => b.committedAt - a.committedAt).slice(0, KEPT)
}
