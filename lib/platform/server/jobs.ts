import 'server-only'
import type { TaskList } from 'graphile-worker'
import { z } from 'zod'
import { accountJobs } from '#lib/accounts/jobs.ts'
import { forecastJobs } from '#lib/forecasts/jobs.ts'
import { type AnyJob, runJob } from '#lib/jobs/runner.ts'
import { RUN_JOB_TASK } from '#lib/jobs/service.ts'
import { mailDigests } from '#lib/notifications/digest.ts'
import { SEND_MAIL_TASK } from '#lib/platform/mail/outbox.ts'
import { sendMail } from '#lib/platform/mail/send.ts'
import type { CronItem } from '#lib/platform/queue/worker.ts'
import { monitorProviders } from '#lib/providers/service.ts'
import { seriesJobs } from '#lib/series/jobs.ts'
import { getStaffSettings } from '#lib/settings/service.ts'
import { housekeep } from './housekeeping.ts'

/** Every kind of job that this version can run. */
const catalogue: ReadonlyMap<string, AnyJob> = new Map(
  [...accountJobs, ...seriesJobs, ...forecastJobs].map((definition) => [
    definition.kind,
    definition as AnyJob,
  ]),
)

const runPayload = z.strictObject({ runId: z.string() })
const mailPayload = z.strictObject({ id: z.string() })

export const tasks: TaskList = {
  [RUN_JOB_TASK]: async (payload, helpers) => {
    const { runId } = runPayload.parse(payload)
    const { attempts, max_attempts } = helpers.job
    await runJob(catalogue, runId, {
      isLast: attempts >= max_attempts,
      stopping: helpers.abortSignal ?? new AbortController().signal,
    })
  },
  [SEND_MAIL_TASK]: async (payload) => sendMail(mailPayload.parse(payload).id),
  'forecast.hourly': async () => {
    const { startForecastRun } = await import('#lib/forecasts/service.ts')
    await startForecastRun({ trigger: 'schedule' })
  },
  'platform.housekeeping': async () => housekeep(),
  'providers.monitor': async () => monitorProviders((await getStaffSettings()).aiCheckSeconds),
  'notifications.digest': async () => {
    await mailDigests(new Date())
  },
}

export const cron: readonly CronItem[] = [
  { task: 'forecast.hourly', match: '0 * * * *', identifier: 'forecast.hourly' },
  { task: 'platform.housekeeping', match: '17 * * * *', identifier: 'platform.housekeeping' },
  // Looks when it is time, which staff set: every minute at most, in one process at a time.
  { task: 'providers.monitor', match: '* * * * *', identifier: 'providers.monitor' },
  { task: 'notifications.digest', match: '*/10 * * * *', identifier: 'notifications.digest' },
]
