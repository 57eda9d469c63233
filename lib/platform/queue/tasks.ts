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

/** How the queue stands: waiting, running and given-up tasks by name. */
export async function queueReport(): Promise<
  { task: string; waiting: number; running: number; failed: number }[]
> {
  return db().$queryRaw`
    SELECT task_identifier AS task,
           count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts)::int AS waiting,
           count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
           count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::int AS failed
    FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier`
}

/** How long the oldest task that could run now has waited, in seconds; null when none waits. */
export async function oldestWaitingTaskS(): Promise<number | null> {
  const rows = await db().$queryRaw<{ waited: number | null }[]>`
    SELECT extract(epoch FROM now() - min(run_at))::float8 AS waited FROM graphile_worker.jobs
    WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()`
  return rows[0]?.waited ?? null
}
