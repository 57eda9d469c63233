import 'server-only'
import {
  Logger,
  makeWorkerUtils,
  type ParsedCronItem,
  parseCronItems,
  run,
  type TaskList,
} from 'graphile-worker'
import { log } from '#lib/platform/telemetry/log.ts'
import { Lifeline } from './lifeline.ts'

const HOUR_MS = 3_600_000

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

/** A missed slot of the last hour is run once when a worker starts, not once per slot. */
export function cronItems(items: readonly CronItem[]): ParsedCronItem[] {
  return parseCronItems(
    items.map((item) => ({
      ...item,
      options: {
        backfillPeriod: HOUR_MS,
        maxAttempts: 3,
        // Slots that come together are one job.
        jobKey: item.identifier,
        jobKeyMode: 'replace' as const,
      },
    })),
  )
}

/**
 * Starts working on tasks in this process. Jobs that a killed process left half done are tried again at once; `stop`
 * lets running ones end, or tells them to after a few seconds, and leaves none marked as taken.
 */
export async function startWorker(options: {
  connectionString: string
  tasks: TaskList
  cron: readonly CronItem[]
}): Promise<{ stop(): Promise<void> }> {
  const lifeline = new Lifeline(options.connectionString)
  const runner = await run({
    connectionString: options.connectionString,
    maxPoolSize: 4,
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    logger,
    taskList: options.tasks,
    parsedCronItems: cronItems(options.cron),
    preset: {
      plugins: [showAlive(lifeline)],
      // Without these a stop does not wait until the ends of its last jobs are written: they would stay taken.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  })
  return {
    async stop() {
      lifeline.retire()
      try {
        await runner.stop()
      } finally {
        await lifeline.close()
      }
    },
  }
}

/** The queue waits for this before it takes the first job: no job is ever taken by a pool that seems dead. */
function showAlive(lifeline: Lifeline): GraphileConfig.Plugin {
  return {
    name: 'show-alive',
    version: '1.0.0',
    worker: { hooks: { startWorker: (_ctx, { worker }) => lifeline.hold(worker.workerPool.id) } },
  }
}
