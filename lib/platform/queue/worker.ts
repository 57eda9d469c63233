import 'server-only'
import { Logger, makeWorkerUtils, parseCronItems, type Runner, run, type TaskList } from 'graphile-worker'
import { log } from '#lib/platform/telemetry/log.ts'

export type CronItem = { task: string; match: string; identifier: string; payload?: Record<string, unknown> }

/** The queue writes through our log; it never logs payloads at a level that is on by default. */
const logger = new Logger((scope) => (level, message) => {
  const line = { queue: scope.label ?? 'worker', job: scope.jobId }
  if (level === 'error') log.error(line, message)
  else if (level === 'warning') log.warn(line, message)
  else log.debug(line, message)
})

/** Makes or updates the queue's own tables; safe when two processes start at once. */
export async function migrateQueue(connectionString: string): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString, logger, maxPoolSize: 1 })
  try {
    await utils.migrate()
  } finally {
    await utils.release()
  }
}

/** Starts working on tasks in this process. A missed cron slot of the last hour is run once, not once per slot. */
export function startWorker(options: {
  connectionString: string
  tasks: TaskList
  cron: readonly CronItem[]
}): Promise<Runner> {
  return run({
    connectionString: options.connectionString,
    maxPoolSize: 4,
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    logger,
    taskList: options.tasks,
    parsedCronItems: parseCronItems(
      options.cron.map((item) => ({
        ...item,
        options: {
          backfillPeriod: 0,
          maxAttempts: 3,
          jobKey: item.identifier,
          jobKeyMode: 'replace' as const,
        },
      })),
    ),
  })
}
