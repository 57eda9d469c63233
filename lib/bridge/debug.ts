import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { getSchedulerStatus } from '#lib/forecasts/service.ts'
import { queueReport } from '#lib/platform/queue/tasks.ts'
import { getStatus } from '#lib/providers/service.ts'
import type { DebugReport } from './debug-contract.ts'
import { countConflictsSince, readDatabaseFigures, readOldestWriter, readRecordEvents } from './debug-repo.ts'
import { verdictOf } from './debug-verdict.ts'
import { readFaults } from './fault-service.ts'
import { runningLockstep } from './lockstep.ts'
import { readFenceLag, readRecentEvents } from './log-repo.ts'
import { listAlerts, listRules } from './monitor/alert-service.ts'
import { readProcesses } from './monitor/process-repo.ts'
import { clientsOf, type ProcessClient, type ProcessRow } from './monitor/process-report.ts'
import { newestOfEachKind } from './monitor/service.ts'
import type { ConflictRecord } from './schema.ts'
import { listConflicts } from './service.ts'
import { snapshots } from './snapshot-cache.ts'
import { subscriberReport } from './subscribers.ts'
import { toUpdate } from './trace-feed.ts'
import { type EventTrace, tracker } from './tracker.ts'
import type { TraceUpdate } from './wire.ts'

/** p95 of commit → delivered that the product promises. */
const TARGET_MS = 50
const ALERTS_SHOWN = 20
const CONFLICTS_SHOWN = 20
const STREAM_SHOWN = 200

const forStaff = domainError('forbidden', 'Only staff see how the bridge stands.')

/** How the bridge stands; latencies and writes are those of this process. For staff. */
export async function readDebugReport(actor: Actor): Promise<Result<DebugReport, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const [
    fence,
    oldestWriter,
    database,
    queue,
    conflicts,
    provider,
    scheduler,
    processes,
    alerts,
    rules,
    monitor,
  ] = await Promise.all([
    readFenceLag(),
    readOldestWriter(),
    readDatabaseFigures(),
    queueReport(),
    listConflicts(actor, { limit: CONFLICTS_SHOWN }),
    getStatus(actor),
    getSchedulerStatus(),
    readProcesses(),
    listAlerts(actor, ALERTS_SHOWN),
    listRules(actor),
    newestOfEachKind(actor),
  ])
  if (!provider.ok) return provider
  if (!scheduler.ok) return scheduler
  if (!alerts.ok) return alerts
  if (!rules.ok) return rules
  if (!monitor.ok) return monitor
  const lockstep = runningLockstep()
  const relay = lockstep?.relayStatus() ?? null
  const others = processes.filter(({ pid }) => pid !== process.pid)
  const clients = clientReport(relay?.cursor ?? null, others)
  const watch = tracker()
  const stages = watch.stages()
  const figures = watch.performanceMetrics({ eventBusSize: database.events, stateSize: 0 })
  const successRate = watch.successRate()
  const memory = process.memoryUsage()
  return ok({
    at: new Date().toISOString(),
    process: {
      pid: process.pid,
      startedAt: watch.startedAt.toISOString(),
      rssBytes: memory.rss,
      heapBytes: memory.heapUsed,
      node: process.version,
    },
    health: figures.sync_health,
    verdict: verdictOf({
      health: figures.sync_health,
      successRate,
      mismatches: monitor.value.mismatches.length,
      relay: {
        running: (relay?.running ?? false) && others.every(({ report }) => report.relay.running),
        failing: relay?.lastError != null,
      },
      fence: { ...fence, blocker: oldestWriter && describeWriter(oldestWriter) },
      delivered: stages.delivered,
      targetMs: TARGET_MS,
      clients,
    }),
    targetMs: TARGET_MS,
    writes: {
      syncs: figures.sync_count,
      failed: figures.failed_syncs,
      averageMs: figures.avg_latency_ms,
      successRate,
      failures: watch.failures(),
    },
    stages,
    relay: relay && { ...relay, lastError: relay.lastError && shortened(relay.lastError) },
    fence: { ...fence, oldestWriter },
    clients,
    processes: processes.map(({ report, ...one }) => ({
      ...one,
      isThis: one.pid === process.pid,
      relayRunning: report.relay.running,
      cursor: report.relay.cursor,
      sockets: report.sockets,
      deliveredP95: report.figures.deliveredP95,
      rssBytes: report.rssBytes,
    })),
    alerts: alerts.value,
    rules: rules.value,
    monitor: monitor.value,
    cache: { ...snapshots().status(), recentEvents: lockstep?.recentEvents() ?? 0 },
    faults: readFaults(),
    conflicts,
    subscribers: subscriberReport().map((one) => ({
      ...one,
      lastError: one.lastError && shortened(one.lastError),
    })),
    queue,
    database,
    provider: {
      holder: provider.value.locked_provider,
      epoch: provider.value.epoch,
      since: provider.value.lock_acquired_at,
      reason: provider.value.reason,
      next: provider.value.next_provider,
    },
    scheduler: scheduler.value.jobs,
  })
}

/** Every open page of every process with what it has not confirmed, the furthest behind first. */
function clientReport(relayCursor: string | null, others: readonly ProcessRow[]): DebugReport['clients'] {
  const lockstep = runningLockstep()
  const here = lockstep ? clientsOf(lockstep) : []
  const told = (client: ProcessClient, pid: number, cursor: string | null) => ({
    clientId: client.clientId,
    userId: client.userId,
    name: client.name,
    portal: client.role,
    state: client.state,
    cursor: client.cursor,
    upToDate: client.state === 'live' && client.cursor === cursor && client.waiting === 0,
    waiting: client.waiting,
    oldestWaitingMs: client.waiting > 0 ? client.waitingMs : null,
    transport: client.transport,
    connectedAt: client.connectedAt,
    pid,
  })
  return [
    ...here.map((client) => told(client, process.pid, relayCursor)),
    ...others.flatMap(({ pid, report }) =>
      report.clients.map((client) => told(client, pid, report.relay.cursor)),
    ),
  ].sort(
    (a, b) =>
      (b.oldestWaitingMs ?? -1) - (a.oldestWaitingMs ?? -1) || a.connectedAt.localeCompare(b.connectedAt),
  )
}

function describeWriter(writer: { database: string; application: string; openMs: number }): string {
  return `${writer.application} in database ${writer.database}, open for ${(writer.openMs / 1_000).toFixed(1)} s`
}

/** The first line says what failed; statements and stacks below it stay in the log. */
function shortened(message: string): string {
  const line = message.split('\n').findLast((part) => part.trim() !== '') ?? ''
  return line.trim().slice(0, 200)
}

/** An event of the stream. `relayedAt` is null for those of the log that this process did not relay itself. */
export type StreamEvent = Omit<TraceUpdate, 'relayedAt'> & { relayedAt: number | null }

/** The newest events with their traces, newest first: what the page starts from. */
export async function readStream(actor: Actor): Promise<Result<StreamEvent[], DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const traces = tracker().traces(STREAM_SHOWN).map(plainTrace)
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
        recipients: [],
      }),
    )
  return ok([...traces, ...untraced].sort((a, b) => b.committedAt - a.committedAt).slice(0, STREAM_SHOWN))
}

function plainTrace(trace: EventTrace): StreamEvent {
  return { ...toUpdate(trace), fields: [...trace.fields], actor: { ...trace.actor } }
}

export type TimelineEvent = Omit<StreamEvent, 'recipients' | 'relayedAt'> & {
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

/** Short facts for the overview: how many disagreements were decided since a moment, and the newest. */
export async function conflictsSince(
  actor: Actor,
  since: Date,
): Promise<Result<{ count: number; newest: ConflictRecord[] }, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const [count, newest] = await Promise.all([countConflictsSince(since), listConflicts(actor, { limit: 5 })])
  return ok({ count, newest: newest.filter((conflict) => Date.parse(conflict.at) >= since.getTime()) })
}

/** The few figures of the bridge that the shell and the overview show. */
export function bridgeSummary(): {
  health: DebugReport['health']
  deliveredP95: number | null
  deliveries: number
  targetMs: number
  sockets: { admin: number; user: number }
} {
  const stages = tracker().stages()
  const clients = runningLockstep()?.clients() ?? []
  return {
    health: tracker().health(),
    deliveredP95: stages.delivered.p95,
    deliveries: stages.delivered.count,
    targetMs: TARGET_MS,
    sockets: {
      admin: clients.filter((client) => client.role === 'admin').length,
      user: clients.filter((client) => client.role !== 'admin').length,
    },
  }
}

/** How many pages a person has open, as far as this process knows. */
export function openPagesOf(userId: string): number {
  return (runningLockstep()?.clients() ?? []).filter((client) => client.userId === userId).length
}
