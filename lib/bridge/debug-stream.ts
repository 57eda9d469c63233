import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { readRecordEvents } from './debug-repo.ts'
import { runningLockstep } from './lockstep.ts'
import { readRecentEvents } from './log-repo.ts'
import { remoteTraces } from './remote-traces.ts'
import { reachOf, summarize } from './trace-summary.ts'
import { type EventTrace, tracker } from './tracker.ts'
import type { TraceUpdate } from './wire.ts'

const STREAM_SHOWN = 200
/** Recipients of one event, when somebody looks at it. */
const RECIPIENTS_SHOWN = 500
/** Other processes tell a few times a second. */
const OTHERS_ANSWER_MS = 300

const forStaff = domainError('forbidden', 'Only staff see how the bridge stands.')

/** An event of the stream. `relayedAt` is null for those of the log that this process did not relay itself. */
export type StreamEvent = Omit<TraceUpdate, 'relayedAt'> & { relayedAt: number | null }

/** The newest events with their traces, newest first: what the page starts from. */
export async function readStream(actor: Actor): Promise<Result<StreamEvent[], DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const traces = tracker()
    .traces(STREAM_SHOWN)
    .map((trace) => plainTrace(trace))
  const known = new Set(traces.map((trace) => trace.id))
  const past = await readRecentEvents(STREAM_SHOWN)
  const untraced = past
    .filter(({ envelope }) => !known.has(envelope.id))
    .map(
      ({ envelope, requestedAt, committedAt }): StreamEvent => ({
        id: envelope.id,
        type: envelope.type,
        entity: envelope.entity,
        entityId: envelope.entityId,
        version: envelope.version,
        fields: Object.keys(envelope.fields),
        actor: envelope.actor,
        conflicts: envelope.conflicts.length,
        requestedAt: requestedAt?.getTime() ?? null,
        committedAt: committedAt.getTime(),
        relayedAt: null,
        reach: reachOf([]),
        progress: 0,
        recipients: [],
      }),
    )
  return ok([...traces, ...untraced].sort((a, b) => b.committedAt - a.committedAt).slice(0, STREAM_SHOWN))
}

function plainTrace(trace: EventTrace, most?: number): StreamEvent {
  const options = { pid: process.pid, ...(most === undefined ? {} : { most }) }
  const summary = summarize(trace, remoteTraces().of(trace.id), options)
  const { id, name, role, portal } = summary.actor
  return { ...summary, fields: [...summary.fields], actor: { id, name, role, portal } }
}

/**
 * One event with every recipient of every process, for whoever looks closer; `not-found` when this process keeps no
 * trace of it any more. Waits a moment for what other processes know.
 */
export async function readTrace(actor: Actor, eventId: string): Promise<Result<StreamEvent, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const trace = tracker().trace(eventId)
  if (!trace) return err(domainError('not-found', 'Nothing is kept any more of who received this event.'))
  runningLockstep()?.askTrace(eventId)
  await new Promise((resolve) => setTimeout(resolve, OTHERS_ANSWER_MS))
  return ok(plainTrace(trace, RECIPIENTS_SHOWN))
}

export type TimelineEvent = Omit<StreamEvent, 'recipients' | 'relayedAt' | 'reach' | 'progress'> & {
  seq: string
  values: Record<string, unknown>
}

/** What happened to a person's account, profile and preferences, newest first, for staff. */
export function readPersonTimeline(
  actor: Actor,
  userId: string,
  page: { before?: string | undefined; limit: number },
): Promise<Result<{ items: TimelineEvent[]; nextCursor: string | null }, DomainError>> {
  return readRecordTimeline(actor, ['user', 'profile', 'preferences', 'session'], userId, page)
}

/** The same for any record: events of entities that share an id, newest first. */
export async function readRecordTimeline(
  actor: Actor,
  entities: readonly string[],
  id: string,
  page: { before?: string | undefined; limit: number },
): Promise<Result<{ items: TimelineEvent[]; nextCursor: string | null }, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const before = page.before !== undefined && /^\d{1,19}$/.test(page.before) ? BigInt(page.before) : undefined
  const rows = await readRecordEvents(entities, id, {
    before,
    limit: page.limit + 1,
  })
  const items = rows.slice(0, page.limit).map((row) => ({
    seq: row.seq,
    id: row.id,
    type: row.type,
    entity: row.entity,
    entityId: row.entityId,
    version: row.version,
    fields: Object.keys(row.fields),
    values: row.type.startsWith('session.') ? {} : row.fields,
    actor: row.actor,
    conflicts: row.conflicts,
    requestedAt: row.requestedAt === null ? null : Date.parse(row.requestedAt),
    committedAt: Date.parse(row.committedAt),
  }))
  return ok({ items, nextCursor: rows.length > page.limit ? (items.at(-1)?.seq ?? null) : null })
}
