import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelJob, getJob, listJobs } from '#lib/jobs/contract.ts'
import { type AnyJob, runJob } from '#lib/jobs/runner.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { removeStrandedUploads } from '#lib/platform/storage/uploads.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { importData } from '#lib/series/contract.ts'
import { seriesJobs } from '#lib/series/jobs.ts'
import { call, makePerson, provideSecrets, type TestPerson, type TestRequest } from '../../../_testing.ts'
import { GET as listRoute } from '../jobs/route.ts'
import { POST as cancelRoute } from '../process/cancel/[job_id]/route.ts'
import { GET as statusRoute } from '../process/status/[job_id]/route.ts'
import { POST as importRoute } from './import/route.ts'

const LIMIT = 256 * 1024

const database = useDatabase()
const dataDir = makeTemporaryFolder('uploads')
const uploads = join(dataDir, 'uploads')
let admin: TestPerson

beforeAll(async () => {
  provideSecrets({ DATA_DIR: dataDir, UPLOAD_LIMIT_BYTES: String(LIMIT) })
  await migrateQueue(database.url)
  admin = await makePerson('admin')
})
beforeEach(() => removeFolder(uploads))
afterAll(() => removeFolder(dataDir))

const CSV = 'country,date,cum_cases,cum_deaths\nFrance,2021-01-01,10,1\nFrance,2021-01-02,15,2\n'

const upload = (raw: BodyInit, request: TestRequest = {}) =>
  call(importRoute, importData, {
    token: admin.token,
    raw,
    query: { fileName: 'cases.csv', ...request.query },
    headers: { 'content-type': 'text/csv', ...request.headers },
  })

const files = () => (existsSync(uploads) ? readdirSync(uploads) : [])

const status = async (job_id: string) =>
  (await call(statusRoute, getJob, { params: { job_id }, token: admin.token })).answer

/** What the worker does with the job. */
async function work(jobId: string): Promise<void> {
  const catalogue = new Map(seriesJobs.map((job) => [job.kind, job as AnyJob]))
  await runJob(catalogue, jobId, { isLast: true, stopping: new AbortController().signal })
}

describe('a file of time series', () => {
  test('is kept as it came, under a name of ours that only the server reads, until its job has read it', async () => {
    const { status: code, answer } = await upload(CSV, { query: { fileName: 'my cases.csv', source: 'jhu' } })
    expect(code).toBe(202)
    const [name = ''] = files()
    expect(name).toMatch(/^[0-9a-f-]{36}$/)
    expect(readFileSync(join(uploads, name), 'utf8')).toBe(CSV)
    expect([statSync(join(uploads, name)).mode & 0o777, statSync(uploads).mode & 0o777]).toEqual([
      0o600, 0o700,
    ])
    expect(await status(answer.job_id)).toMatchObject({ kind: 'series.import', status: 'queued' })

    await work(answer.job_id)
    expect(await status(answer.job_id)).toMatchObject({
      status: 'succeeded',
      requested_by: 'Test admin',
      report: { fileName: 'my cases.csv', sourceId: 'jhu-csse', rowsRead: 2, status: 'published' },
    })
    expect(files()).toEqual([])
  })

  test('may be compressed', async () => {
    const { answer } = await upload(gzipSync(CSV), { headers: { 'content-type': 'application/gzip' } })
    await work(answer.job_id)
    expect((await status(answer.job_id)).status).toBe('succeeded')
  })

  test.each([
    ['a wrong header', 'a,b,c\n1,2,3\n'],
    ['a broken gzip', new Uint8Array([...gzipSync(CSV).subarray(0, 40)])],
    ['rows of letters', 'country,date,cum_cases,cum_deaths\nFrance,x,y,z\n'],
  ])('with %s ends its job with a reason, and is not kept', async (_, raw) => {
    const { answer } = await upload(raw)
    await work(answer.job_id)
    const job = await status(answer.job_id)
    expect(job.status).toBe('failed')
    expect(job.error).toMatch(/^[A-Z].+/)
    expect(job.error).not.toContain('reference')
    expect(files()).toEqual([])
  })
})

describe('an upload that is too large', () => {
  test('is refused by its length before it is read', async () => {
    let pulled = 0
    const raw = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const { status: code, headers } = await upload(raw, { headers: { 'content-length': String(1024 ** 3) } })
    expect([code, headers.get('connection')]).toEqual([413, 'close'])
    expect(pulled).toBeLessThanOrEqual(1)
    expect(files()).toEqual([])
  })

  test('that did not say so is refused as soon as it is, and what came of it is gone', async () => {
    let sent = 0
    let cancelled = false
    const raw = new ReadableStream({
      pull(controller) {
        sent += 64 * 1024
        controller.enqueue(new Uint8Array(64 * 1024))
      },
      cancel() {
        cancelled = true
      },
    })
    const {
      status: code,
      headers,
      answer,
    } = await upload(raw, { headers: { 'transfer-encoding': 'chunked' } })
    expect([code, headers.get('connection')]).toEqual([413, 'close'])
    expect(answer).toMatchObject({ code: 'too-large', limitBytes: LIMIT })
    expect(sent).toBeLessThan(LIMIT + 256 * 1024)
    expect([files(), cancelled]).toEqual([[], false])
  })

  test('by one byte is refused, of the very limit is taken', async () => {
    expect((await upload(new Uint8Array(LIMIT + 1))).status).toBe(413)
    expect((await upload(new Uint8Array(LIMIT))).status).toBe(202)
  })
})

test('an upload that breaks off leaves nothing behind and starts no job', async () => {
  const [before] = await database.query('SELECT count(*)::int FROM job_run')
  let sent = 0
  const raw = new ReadableStream({
    pull(controller) {
      if (sent++ > 2) controller.error(new Error('aborted'))
      else controller.enqueue(new Uint8Array(1024))
    },
  })
  expect((await upload(raw)).status).toBe(422)
  expect(files()).toEqual([])
  expect(await database.query('SELECT count(*)::int FROM job_run')).toEqual([before])
})

test.each([
  ['no file', '', {}, {}, 422],
  ['a path as name', CSV, { fileName: '../../etc/passwd' }, {}, 422],
  ['a path as name, the other way', CSV, { fileName: '..\\x.csv' }, {}, 422],
  ['no name', CSV, { fileName: '' }, {}, 422],
  ['a source that nobody knows', CSV, { source: 'me' }, {}, 422],
  ['simulated data', CSV, { source: 'simulation' }, {}, 422],
  ['a metric that nobody knows', CSV, { metric: 'mood' }, {}, 422],
  ['a name that nobody knows in the address', CSV, { path: '/etc/passwd' }, {}, 422],
  ['a form', CSV, {}, { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ['JSON', '{}', {}, { 'content-type': 'application/json' }, 415],
])('%s is refused', async (_, raw, query, headers, expected) => {
  const { status: code } = await upload(raw, { query: query as Record<string, string>, headers })
  expect(code).toBe(expected)
  expect(files()).toEqual([])
})

test('a job that waits can be cancelled once; what it left is removed later', async () => {
  const { answer } = await upload(CSV)
  const cancel = () => call(cancelRoute, cancelJob, { params: { job_id: answer.job_id }, token: admin.token })
  const cancelled = await cancel()
  expect([cancelled.status, cancelled.answer.status]).toEqual([200, 'cancelled'])
  expect((await cancel()).status).toBe(409)
  await work(answer.job_id)
  expect((await status(answer.job_id)).status).toBe('cancelled')

  const fresh = join(uploads, 'still-needed')
  writeFileSync(fresh, 'x')
  const longAgo = new Date(Date.now() - 3 * 24 * 60 * 60 * 1_000)
  for (const name of files()) if (name !== 'still-needed') utimesSync(join(uploads, name), longAgo, longAgo)
  expect(await removeStrandedUploads(new Date())).toBe(1)
  expect(files()).toEqual(['still-needed'])
})

test('jobs are listed newest first, in pages that leave none out', async () => {
  for (let count = 0; count < 3; count++) await upload(CSV)
  const [total] = await database.query<{ count: number }>('SELECT count(*)::int FROM job_run')
  const ids: string[] = []
  let before: string | null = null
  do {
    const page = await call(listRoute, listJobs, {
      token: admin.token,
      query: { limit: '2', ...(before ? { before } : {}) },
    })
    ids.push(...page.answer.items.map(({ job_id }: { job_id: string }) => job_id))
    before = page.answer.nextCursor
  } while (before)
  expect(ids).toEqual([...ids].sort().reverse())
  expect(new Set(ids).size).toBe(total?.count)
})
