import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { DomainException, domainError } from '#lib/core/errors.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { defineJob } from './definition.ts'
import { type AnyJob, runJob } from './runner.ts'
import { getJob, startJob } from './service.ts'

const database = useDatabase()
const staff: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }

beforeAll(() => migrateQueue(database.url))

async function queued(kind = 'test.job'): Promise<string> {
  const started = await startJob({ kind, payload: {}, requestedBy: staff })
  if (!started.ok) throw new Error(started.error.message)
  return started.value.runId
}

async function work(runId: string, run: AnyJob['run'], isLast = true): Promise<void> {
  const job = defineJob({ kind: 'test.job', payload: z.strictObject({}), run })
  await runJob(new Map([[job.kind, job as AnyJob]]), runId, {
    isLast,
    stopping: new AbortController().signal,
  })
}

const read = async (runId: string) => {
  const job = await getJob(staff, runId)
  return job.ok ? job.value : null
}

test('a job that is done tells its report and its last progress', async () => {
  const runId = await queued()
  await work(runId, async (_, { progress }) => {
    for (let done = 0; done <= 100; done++) progress({ done, total: 100, unit: 'rows' })
    return { rows: 100 }
  })
  expect(await read(runId)).toMatchObject({
    status: 'succeeded',
    report: { rows: 100 },
    progress: { done: 100 },
    requested_by: 'Ada',
  })
})

test('a failure that a person can act on is final, and told in its own words', async () => {
  const runId = await queued()
  await work(
    runId,
    async () => {
      throw new DomainException(domainError('invalid', 'The header is wrong.'))
    },
    false,
  )
  expect(await read(runId)).toMatchObject({ status: 'failed', error: 'The header is wrong.' })
})

test('a fault of ours waits for its next try and ends with a reference, never with what went wrong inside', async () => {
  const runId = await queued()
  const fault = async () => {
    throw new Error('connection to 10.0.0.7 refused')
  }
  await expect(work(runId, fault, false)).rejects.toThrow()
  expect(await read(runId)).toMatchObject({ status: 'queued', error: expect.stringContaining('tried again') })
  await expect(work(runId, fault, true)).rejects.toThrow()
  const job = await read(runId)
  expect(job).toMatchObject({ status: 'failed', error: expect.stringContaining('reference') })
  expect(job?.error).not.toContain('10.0.0.7')
})

test('a job of a kind that this version does not know fails with the reason', async () => {
  const runId = await queued('test.unknown')
  await work(runId, async () => ({}))
  expect(await read(runId)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('test.unknown'),
  })
})

test('a job that takes the server down with it each time ends one day', async () => {
  const runId = await queued()
  await database.query(`UPDATE job_run SET status = 'running', attempts = 5 WHERE id = $1`, [runId])
  await work(runId, () => Promise.reject(new Error('must not run')))
  expect(await read(runId)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('stopped 5 times'),
  })
})

test('a job that is cancelled in the moment it begins is not worked on', async () => {
  const runId = await queued()
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  await other.query('BEGIN')
  await other.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`job:${runId}`])
  let ran = false
  const working = work(runId, async () => {
    ran = true
    return {}
  })
  // The worker has seen a waiting job and now waits for the lock that the canceller holds.
  await expect
    .poll(
      async () =>
        (
          await database.query(
            `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          )
        ).length,
    )
    .toBe(1)
  await other.query(`UPDATE job_run SET status = 'cancelled', cancel_requested = true WHERE id = $1`, [runId])
  await other.query('COMMIT')
  await other.end()
  await working
  expect(ran).toBe(false)
  expect((await read(runId))?.status).toBe('cancelled')
})
