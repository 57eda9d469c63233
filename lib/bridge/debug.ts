import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { getSchedulerStatus } from '#lib/forecasts/service.ts'
import { clockReport, queueReport } from '#lib/platform/queue/tasks.ts'
import { getStatus } from '#lib/providers/service.ts'
import type { DebugReport } from './debug-contract.ts'
import { countConflictsSince, readDatabaseFigures, readOldestWriter } from './debug-repo.ts'
import { isBehind, verdictOf } from './debug-verdict.ts'
import { readFaults } from './fault-service.ts'
import { readFollowers } from './follower-repo.ts'
import { runningLockstep } from './lockstep.ts'
import { readFenceLag } from './log-repo.ts'
import { listAlerts, listRules } from './monitor/alert-service.ts'
import { processId } from './monitor/process-id.ts'
import { readProcesses } from './monitor/process-repo.ts'
import { clientsOf, latenciesOf } from './monitor/process-report.ts'
import type { ProcessClient, ProcessRow } from './monitor/process-row.ts'
import { newestOfEachKind } from './monitor/service.ts'
import type { ConflictRecord } from './schema.ts'
import { listConflicts } from './service.ts'
import { snapshots } from './snapshot-cache.ts'
import { subscriberReport } from './subscribers.ts'
import { healthOf, PROPAGATION_TARGET_MS, tracker } from './tracker.ts'

const ALERTS_SHOWN = 20
/** Of more pages than this, those that are furthest behind. */
const CLIENTS_SHOWN = 100
const CONFLICTS_SHOWN = 20

const forStaff = domainError('forbidden', 'Only staff see how the bridge stands.')

/** How the bridge stands, over all processes that have been seen lately. For staff. */
export async function readDebugReport(actor: Actor): Promise<Result<DebugReport, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const subscribers = subscriberReport()
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
    clock,
    followers,
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
    clockReport(),
    readFollowers((name) => subscribers.find((one) => one.name === name)?.types),
  ])
  if (!provider.ok) return provider
  if (!scheduler.ok) return scheduler
  if (!alerts.ok) return alerts
  if (!rules.ok) return rules
  if (!monitor.ok) return monitor
  const lockstep = runningLockstep()
  const relay = lockstep?.relayStatus() ?? null
  const others = processes.filter(({ id }) => id !== processId())
  const clients = clientReport(relay?.cursor ?? null, others)
  const mismatches = monitor.value.mismatches.length
  const { stages, writes } = figuresOfAll(others)
  const health = healthOf(writes.successRate, stages.delivered.p95, PROPAGATION_TARGET_MS, mismatches)
  const memory = process.memoryUsage()
  return ok({
    at: new Date().toISOString(),
    process: {
      pid: process.pid,
      startedAt: tracker().startedAt.toISOString(),
      rssBytes: memory.rss,
      heapBytes: memory.heapUsed,
      node: process.version,
    },
    health,
    verdict: verdictOf({
      health,
      successRate: writes.successRate,
      mismatches,
      relay: {
        running: (relay?.running ?? false) && others.every(({ report }) => report.relay.running),
        failing: relay?.lastError != null,
      },
      fence: { ...fence, blocker: oldestWriter && describeWriter(oldestWriter) },
      delivered: stages.delivered,
      targetMs: PROPAGATION_TARGET_MS,
      clients,
    }),
    targetMs: PROPAGATION_TARGET_MS,
    writes,
    stages,
    relay: relay && { ...relay, lastError: relay.lastError && shortened(relay.lastError) },
    fence: { ...fence, oldestWriter },
    pages: {
      admin: clients.filter(({ portal }) => portal === 'admin').length,
      user: clients.filter(({ portal }) => portal !== 'admin').length,
      behind: clients.filter(isBehind).length,
    },
    clients: clients.slice(0, CLIENTS_SHOWN),
    processes: processes.map(({ report, ...one }) => ({
      ...one,
      isThis: one.id === processId(),
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
    subscribers: subscribers.map((one) => ({
      ...one,
      lastError: one.lastError && shortened(one.lastError),
    })),
    queue: queue.map(({ oldest_s, last_error, ...task }) => ({
      ...task,
      oldestMs: oldest_s === null ? null : Math.max(0, oldest_s * 1_000),
      lastError: last_error && shortened(last_error),
    })),
    followers: followers.map((one) => ({ ...one, movedAt: one.movedAt.toISOString() })),
    database,
    provider: {
      holder: provider.value.locked_provider,
      epoch: provider.value.epoch,
      since: provider.value.lock_acquired_at,
      reason: provider.value.reason,
      next: provider.value.next_provider,
      failuresInARow: provider.value.consecutive_failures,
      exhausted: provider.value.exhausted,
      configured: provider.value.providers
        .filter(({ configured }) => configured)
        .map(({ name, healthy, cool_down_until }) => ({ name, healthy, coolDownUntil: cool_down_until })),
    },
    scheduler: scheduler.value.jobs,
    clock: clock.map(({ task, last_at }) => ({ task, lastAt: last_at?.toISOString() ?? null })),
  })
}

/** Latencies and writes of this process and the others together. */
function figuresOfAll(others: readonly ProcessRow[]): Pick<DebugReport, 'stages' | 'writes'> {
  const watch = tracker()
  const sums = others.flatMap(({ report }) => report.sums ?? [])
  const outcomes = [watch.outcomes(), ...sums.map((one) => one.outcomes)]
  const ok = outcomes.reduce((sum, one) => sum + one.ok, 0)
  const of = outcomes.reduce((sum, one) => sum + one.of, 0)
  const counts = [watch.counts(), ...others.map(({ report }) => report.figures)]
  const failures: Record<string, number> = {}
  for (const one of [watch.failures(), ...sums.map((sum) => sum.failures)]) {
    for (const [code, count] of Object.entries(one)) failures[code] = (failures[code] ?? 0) + count
  }
  const averages = [watch.averageMs(), ...sums.map((one) => one.averageMs)].filter((one) => one !== null)
  return {
    stages: watch.stages(others.map(({ report }) => latenciesOf(report))),
    writes: {
      syncs: counts.reduce((sum, one) => sum + one.syncs, 0),
      failed: counts.reduce((sum, one) => sum + one.failed, 0),
      averageMs: averages.length > 0 ? averages.reduce((sum, one) => sum + one, 0) / averages.length : null,
      successRate: of === 0 ? null : ok / of,
      failures,
    },
  }
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
    targetMs: PROPAGATION_TARGET_MS,
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
