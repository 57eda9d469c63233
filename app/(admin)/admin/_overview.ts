import 'server-only'
import { listUsers } from '#lib/accounts/service.ts'
import { bridgeSummary, conflictsSince, readDebugReport } from '#lib/bridge/debug.ts'
import { listAlerts } from '#lib/bridge/monitor/alert-service.ts'
import type { MonitorRun } from '#lib/bridge/monitor/schema.ts'
import { newestOfEachKind } from '#lib/bridge/monitor/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { getSummary } from '#lib/forecasts/service.ts'
import type { Job, JobListQuery } from '#lib/jobs/schema.ts'
import { listJobs } from '#lib/jobs/service.ts'
import { env } from '#lib/platform/config/env.ts'
import { countMails } from '#lib/platform/mail/outbox-report.ts'
import { listSources } from '#lib/series/service.ts'
import { type Need, needsOf } from './_needs.ts'
import { orFail } from './_result.ts'
import { sourceRow } from './data/_rows.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
/** More than this many are told as "100+": the list itself has them all. */
const COUNTED = 100
/** Open alerts come first: there are fewer rules than this. */
const ALERTS_READ = 50

export type Overview = Awaited<ReturnType<typeof readOverview>>

/** Everything the overview shows, read side by side. */
export async function readOverview(actor: Actor) {
  const since = new Date(Date.now() - DAY_MS)
  const [report, conflicts, people, jobs, mails, sources, forecasts, alerts, monitor] = await Promise.all([
    readDebugReport(actor),
    conflictsSince(actor, since),
    countPeople(actor),
    countJobs(actor, since),
    countMails(),
    listSources(actor),
    getSummary(),
    listAlerts(actor, ALERTS_READ),
    newestOfEachKind(actor),
  ])
  const debug = orFail(report)
  const facts = {
    verdict: debug.verdict,
    provider: debug.provider,
    bridge: bridgeSummary(),
    conflicts: orFail(conflicts),
    people,
    jobs,
    mails,
    mailServer: env().SMTP_URL !== undefined,
    sources: orFail(sources).map(sourceRow),
    forecasts: orFail(forecasts),
    openAlerts: orFail(alerts).filter(({ resolved_at }) => resolved_at === null),
    consistency: consistencyOf(orFail(monitor)),
    queueGaveUp: debug.queue.reduce((sum, task) => sum + task.failed, 0),
  }
  const needs: readonly Need[] = needsOf(facts)
  return { ...facts, needs }
}

/** How the newest comparison of the portals with the database ended, and what is still out of step. */
function consistencyOf({ runs, mismatches }: { runs: MonitorRun[]; mismatches: readonly unknown[] }) {
  const run = runs.find(({ kind }) => kind === 'consistency')
  return {
    status: run?.status ?? null,
    at: run ? (run.finished_at ?? run.started_at) : null,
    mismatches: mismatches.length,
  }
}

async function countPeople(actor: Actor) {
  const count = async (filter: { role?: 'admin' | 'user'; status?: 'active' | 'suspended' }) =>
    orFail(await listUsers(actor, { ...filter, sort: 'createdAt', order: 'desc', limit: 1 })).total
  const [all, admins, suspended] = await Promise.all([
    count({}),
    count({ role: 'admin' }),
    count({ status: 'suspended' }),
  ])
  return { all, admins, users: all - admins, suspended, active: all - suspended }
}

async function countJobs(actor: Actor, since: Date) {
  const list = async (status: JobListQuery['status']) =>
    orFail(await listJobs(actor, { status, limit: COUNTED }))
  const [running, queued, failed] = await Promise.all([list('running'), list('queued'), list('failed')])
  const lately = (job: Job) => Date.parse(job.finished_at ?? job.created_at) >= since.getTime()
  const failedLately = failed.items.filter(lately)
  return {
    running: running.items.length,
    queued: queued.items.length,
    failedLately: failedLately.length,
    lastFailed: failedLately[0] ?? null,
    /** The counts stop at a hundred. */
    atLeast: [running, queued, failed].some(({ nextCursor }) => nextCursor !== null),
  }
}
