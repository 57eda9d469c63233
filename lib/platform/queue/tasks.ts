import 'server-only'
import { db, type Tx } from '#lib/platform/db/client.ts'

export type TaskOptions = {
  /** Tasks with the same key are one: a later one replaces an earlier one that has not begun. */
  key?: string
  maxAttempts?: number
  /** Part of the caller's transaction: the task exists exactly when its data do. */
  tx?: Tx
}

/** Adds a durable task for some worker process, by the queue's own SQL interface. */
export async function enqueueTask(
  name: string,
  payload: Readonly<Record<string, unknown>>,
  options: TaskOptions = {},
): Promise<void> {
  await (options.tx ?? db()).$queryRaw`
    SELECT id::text FROM graphile_worker.add_job(
      ${name}::text, payload => ${JSON.stringify(payload)}::json, max_attempts => ${options.maxAttempts ?? 5}::int,
      job_key => ${options.key ?? null}::text)`
}

export type QueueFigures = {
  readonly task: string
  /** Could run now, or will when its time comes. */
  readonly waiting: number
  readonly running: number
  /** Of those that wait, how many have failed before and are tried again. */
  readonly retrying: number
  readonly failed: number
  /** How long the oldest that could run now has waited, in seconds; null when none could. */
  readonly oldest_s: number | null
  readonly last_error: string | null
}

/** How the queue stands: waiting, running and given-up tasks by name. */
export async function queueReport(): Promise<QueueFigures[]> {
  return db().$queryRaw`
    SELECT task_identifier AS task,
           count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts)::int AS waiting,
           count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
           count(*) FILTER (WHERE locked_at IS NULL AND attempts > 0 AND attempts < max_attempts)::int AS retrying,
           count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::int AS failed,
           extract(epoch FROM now() - min(run_at) FILTER (
             WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()))::float8 AS oldest_s,
           (array_agg(last_error ORDER BY updated_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS last_error
    FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier`
}

/** When each repeated task was last put into the queue by its clock; null for one that has not been yet. */
export async function clockReport(): Promise<{ task: string; last_at: Date | null }[]> {
  return db().$queryRaw`
    SELECT identifier AS task, last_execution AS last_at
    FROM graphile_worker._private_known_crontabs ORDER BY identifier`
}

/** How long the oldest task that could run now has waited, in seconds; null when none waits. */
export async function oldestWaitingTaskS(): Promise<number | null> {
  const rows = await db().$queryRaw<{ waited: number | null }[]>`
    SELECT extract(epoch FROM now() - min(run_at))::float8 AS waited FROM graphile_worker.jobs
    WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()`
  return rows[0]?.waited ?? null
}
