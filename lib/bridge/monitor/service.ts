import 'server-only'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { getPerformanceMetrics } from '../health.ts'
import { findEntity } from '../registry.ts'
import { readSnapshot } from '../repo.ts'
import { pokeRelay, publishEvent, writeSystemEntity } from '../service.ts'
import { tracker } from '../tracker.ts'
import { deleteCanariesBefore } from './canary-repo.ts'
import { checkConsistency, isLogWrong } from './consistency.ts'
import { processId } from './process-id.ts'
import { readProcesses } from './process-repo.ts'
import { repairEverywhere } from './repair.ts'
import * as repo from './run-repo.ts'
import type { Mismatch, MismatchRecord, MonitorRun } from './schema.ts'
import { measureRoundTrip, runSelfTests } from './self-tests.ts'

const forStaff = domainError('forbidden', 'Only staff run the monitor.')
const RUNS_KEPT_MS = 7 * 24 * 60 * 60 * 1_000

type Outcome = {
  status: 'passed' | 'failed'
  report: Readonly<Record<string, unknown>>
  mismatches?: Parameters<typeof repo.endRun>[2]
}

type Work = (tell: (done: number, total?: number) => void, options: { sample: boolean }) => Promise<Outcome>

const WORK: Record<MonitorRun['kind'], Work> = {
  async latency() {
    return { status: 'passed', report: await measureRoundTrip() }
  },
  async consistency(tell, options) {
    const { mismatches, ...report } = await checkConsistency(tell, options)
    return {
      status: mismatches.length === 0 ? 'passed' : 'failed',
      report: { ...report, mismatches: mismatches.length, process: processId() },
      mismatches,
    }
  },
  async integration(tell) {
    const tests = await runSelfTests(tell)
    const failed = tests.filter(({ passed }) => !passed).length
    return { status: failed === 0 ? 'passed' : 'failed', report: { tests, failed } }
  },
}

/**
 * Runs the monitor in this process and answers the run as it ended: `measureSyncLatency`, `checkDataConsistency` and
 * `runIntegrationTests` by kind. Staff hear of its progress and its end by events.
 */
export async function runMonitor(
  actor: Actor,
  kind: MonitorRun['kind'],
): Promise<Result<MonitorRun, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const id = await runOnce(actor, kind, { sample: false, tells: true })
  const run = (await repo.listRuns(50)).find((candidate) => candidate.id === id)
  return run ? ok(run) : err(domainError('unavailable', 'The run ended, and could not be read.'))
}

/** The monitor's own rounds: without a word, unless something is wrong. */
export async function runScheduled(kind: 'latency' | 'consistency'): Promise<void> {
  await runOnce(SYSTEM_ACTOR, kind, { sample: true, tells: false })
}

/** Runs, keeps how it ended, and answers the run's id. */
async function runOnce(
  actor: Actor,
  kind: MonitorRun['kind'],
  { sample, tells }: { sample: boolean; tells: boolean },
): Promise<string> {
  const id = await repo.beginRun(kind, actor)
  let toldAt = 0
  const tell = (done: number, total?: number) => {
    if (!tells || Date.now() - toldAt < 250) return
    toldAt = Date.now()
    void publishEvent(
      'monitor.progress',
      { kind, done, total: total ?? null },
      { entity: 'monitor', entityId: id },
    ).catch(() => undefined)
  }
  const outcome = await WORK[kind](tell, { sample }).catch((cause: unknown): Outcome => {
    log.warn({ err: cause, kind }, 'the monitor could not finish')
    return { status: 'failed', report: { problem: cause instanceof Error ? cause.message : String(cause) } }
  })
  await repo.endRun(id, outcome, outcome.mismatches)
  if (outcome.mismatches) await closeSettled(id, outcome.mismatches)
  tracker().noteMismatches(await repo.countOpenMismatches())
  if (tells)
    await publishEvent('monitor.ended', { kind, status: outcome.status }, { entity: 'monitor', entityId: id })
  return id
}

export async function listMonitorRuns(
  actor: Actor,
  limit: number,
): Promise<Result<{ runs: MonitorRun[]; mismatches: MismatchRecord[] }, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const [runs, mismatches] = await Promise.all([repo.listRuns(limit), repo.listOpenMismatches()])
  return ok({ runs, mismatches })
}

/** The newest run of each kind, and what is out of step: what the debug page shows. */
export async function newestOfEachKind(
  actor: Actor,
): Promise<Result<{ runs: MonitorRun[]; mismatches: MismatchRecord[] }, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const [runs, mismatches] = await Promise.all([repo.newestRuns(), repo.listOpenMismatches()])
  return ok({ runs, mismatches })
}

/**
 * Makes the teller of a mismatch agree with what is stored: the log gets an event with the fields it tells wrongly in a new
 * version, memory lets go of the entity, a page is told to read everything anew.
 */
export async function repairMismatch(actor: Actor, id: string): Promise<Result<MismatchRecord, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const mismatch = await repo.findMismatch(id)
  if (!mismatch) return err(domainError('not-found', 'There is no such mismatch, or it has been repaired.'))
  const { teller, entity: name, entityId, clientId } = mismatch
  // Memory and pages may be another process's: all are told.
  if (teller !== 'log') repairEverywhere({ entity: name, entityId, clientId })
  else {
    const entity = findEntity(name)
    const stored = entity && (await readSnapshot(entity, entityId))
    if (!stored) return err(domainError('not-found', 'The record is gone: there is nothing left to repair.'))
    // Only what the log tells wrongly is told anew: to any other field nobody has done anything.
    const wrong = await repo.wrongFieldsOf(mismatch)
    const fields = Object.fromEntries(wrong.map((field) => [field, stored.fields[field] ?? null]))
    await inSqlTransaction((sql) => writeSystemEntity(sql, name, entityId, `${name}.repaired`, fields))
    pokeRelay()
  }
  await repo.markRepaired(mismatch, actor)
  tracker().noteMismatches(await repo.countOpenMismatches())
  return ok(mismatch)
}

/**
 * Takes off the list what is well again or told anew by this round. The log can be asked by any process; memory and
 * pages only by the one that has them, and those of a process that has ended are gone with it.
 */
async function closeSettled(runId: string, found: readonly Mismatch[]): Promise<void> {
  const open = (await repo.listOpenMismatches(1_000)).filter((one) => one.runId !== runId)
  if (open.length === 0) return
  const [processOf, alive] = await Promise.all([
    repo.readRunProcesses(open.map((one) => one.runId)),
    readProcesses(),
  ])
  const again = new Set(found.map(nameOf))
  const settled: string[] = []
  for (const one of open) {
    const process = processOf.get(one.runId)
    const isOurs = process === processId() || !alive.some(({ id }) => id === process)
    if (
      one.teller === 'log' ? again.has(nameOf(one)) || !(await isLogWrong(one.entity, one.entityId)) : isOurs
    )
      settled.push(one.id)
  }
  await repo.closeMismatches(settled)
}

function nameOf({ teller, entity, entityId, field }: Mismatch): string {
  return [teller, entity, entityId, field].join(' ')
}

/** How the bridge is, in one answer: its figures, and whether each kind of check passed last. */
export async function verifySyncStatus(actor: Actor) {
  const [figures, listed] = await Promise.all([getPerformanceMetrics(actor), listMonitorRuns(actor, 50)])
  if (!figures.ok) return figures
  if (!listed.ok) return listed
  const last = (kind: MonitorRun['kind']) =>
    listed.value.runs.find((run) => run.kind === kind && run.status !== 'running') ?? null
  return ok({
    in_sync: listed.value.mismatches.length === 0,
    mismatches: listed.value.mismatches.length,
    health: figures.value.sync_health,
    metrics: figures.value,
    last: { latency: last('latency'), consistency: last('consistency'), integration: last('integration') },
  })
}

/** Lets go of runs that have passed their age, and of canaries that were left behind. */
export async function pruneMonitor(now: Date): Promise<number> {
  await deleteCanariesBefore(new Date(now.getTime() - 60 * 60 * 1_000))
  return repo.deleteRunsBefore(new Date(now.getTime() - RUNS_KEPT_MS))
}
