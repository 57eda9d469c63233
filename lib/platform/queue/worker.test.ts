import pg from 'pg'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { cronItems, migrateQueue, startWorker } from './worker.ts'

const database = useDatabase()

beforeAll(() => migrateQueue(database.url))
beforeEach(() => database.query('DELETE FROM graphile_worker._private_jobs'))

const addJob = (task: string) =>
  database.query('SELECT graphile_worker.add_job($1, max_attempts => 3)', [task])

/** What a killed process leaves: its jobs are marked as taken a moment ago. */
const takenBy = (pool: string, task: string, attempts = 1) =>
  database.query(
    `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now(), attempts = $3
     WHERE task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = $2)`,
    [pool, task, attempts],
  )

/** Works on tasks that do nothing but tell that they ran. */
async function startTelling(names: readonly string[], ran: string[]) {
  const tasks = Object.fromEntries(names.map((name) => [name, async () => void ran.push(name)]))
  const worker = await startWorker({ connectionString: database.url, tasks, cron: [] })
  onTestFinished(() => worker.stop())
}

describe('a worker that starts', () => {
  test('runs at once what a killed one was working on, also when that was its last try', async () => {
    await addJob('cut-off')
    await addJob('cut-off-last')
    await takenBy('pool-dead', 'cut-off')
    await takenBy('pool-dead', 'cut-off-last', 3)
    const ran: string[] = []
    await startTelling(['cut-off', 'cut-off-last'], ran)
    await expect.poll(() => ran.toSorted(), { timeout: 5_000 }).toEqual(['cut-off', 'cut-off-last'])
  })

  test('leaves alone what another living worker is working on', async () => {
    const entered = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    let runs = 0
    const busy = await startWorker({
      connectionString: database.url,
      tasks: {
        long: async () => {
          runs++
          entered.resolve()
          await release.promise
        },
      },
      cron: [],
    })
    await addJob('long')
    await entered.promise
    await addJob('dead')
    await takenBy('pool-dead', 'dead')
    const ran: string[] = []
    await startTelling(['dead', 'long'], ran)
    await expect.poll(() => ran, { timeout: 5_000 }).toEqual(['dead'])
    release.resolve()
    await busy.stop()
    expect([runs, ran]).toEqual([1, ['dead']])
  })
})

test('a worker that is asked to stop tells its jobs, and leaves none of them marked as taken', async () => {
  const entered = Promise.withResolvers<void>()
  const worker = await startWorker({
    connectionString: database.url,
    tasks: {
      endless: async (_, { abortSignal }) => {
        entered.resolve()
        await new Promise((_resolve, reject) => abortSignal?.addEventListener('abort', reject))
      },
    },
    cron: [],
  })
  await addJob('endless')
  await entered.promise
  await worker.stop()
  expect(
    await database.query('SELECT locked_by, attempts < max_attempts AS again FROM graphile_worker.jobs'),
  ).toEqual([{ locked_by: null, again: true }])
  const names = await database.query(`SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'intellicv-worker'`)
  expect(names).toEqual([])
})

test('an hourly task whose hour was missed is run once when a worker starts', async () => {
  const cron = [{ task: 'hourly', match: '0 * * * *', identifier: 'hourly' }]
  expect(cronItems(cron)).toMatchObject([{ options: { backfillPeriod: 3_600_000, jobKey: 'hourly' } }])
  // Known since long ago, with its last run two and a half hours back.
  await database.query(
    `INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
     VALUES ('hourly', now() - interval '1 day', now() - interval '150 minutes')`,
  )
  let runs = 0
  const entered = Promise.withResolvers<void>()
  const worker = await startWorker({
    connectionString: database.url,
    tasks: {
      hourly: async () => {
        runs++
        entered.resolve()
      },
    },
    cron,
  })
  await entered.promise
  await worker.stop()
  expect(runs).toBe(1)
})

test('the lock of a worker goes with its connection, so that a killed process counts as dead', async () => {
  const worker = await startWorker({ connectionString: database.url, tasks: {}, cron: [] })
  onTestFinished(() => worker.stop())
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  onTestFinished(() => other.end())
  const held = async () =>
    (
      await other.query(`SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'intellicv-worker'
          AND a.datname = current_database()`)
    ).rowCount
  await expect.poll(held).toBe(1)
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'intellicv-worker' AND datname = current_database()`,
  )
  await expect.poll(held).toBe(0)
  // A process that lives on takes its lock back.
  await expect.poll(held, { timeout: 5_000 }).toBe(1)
})
