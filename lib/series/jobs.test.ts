import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { seriesImportJob } from './jobs.ts'

const database = useDatabase()
let folder = ''

beforeAll(async () => {
  await migrateQueue(database.url)
  folder = await mkdtemp(join(tmpdir(), 'series-job-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => database.query('TRUNCATE job_run, series_source, region CASCADE'))

const FILE = 'country,date,cum_cases,cum_deaths\nFrance,2021-01-01,10,1\nFrance,2021-01-02,12,1\n'

async function run(content: string, removeFile: boolean) {
  const path = join(folder, newId())
  await writeFile(path, content)
  return runOn(path, removeFile, newId())
}

async function runOn(path: string, removeFile: boolean, runId: string) {
  const seen: { done: number; total: number | null }[] = []
  const payload = seriesImportJob.payload.parse({ path, fileName: 'x.csv', sourceId: 'jhu-csse', removeFile })
  const running = seriesImportJob.run(payload, {
    runId,
    signal: new AbortController().signal,
    progress: (progress) => seen.push(progress),
    requestedBy: SYSTEM_ACTOR,
  })
  return { path, seen, report: await running.catch((cause: Error) => cause) }
}

const queued = () => database.query('SELECT kind, payload FROM job_run')

test('an import that changed something asks for a forecast run; the same file again does not', async () => {
  const { report, seen } = await run(FILE, false)
  expect(report).toMatchObject({ status: 'published', pointsStored: 4 })
  expect(seen.at(-1)).toMatchObject({ done: FILE.length, total: FILE.length, unit: 'bytes' })
  expect(await queued()).toEqual([{ kind: 'forecast.run', payload: { trigger: 'import' } }])
  await run(FILE, false)
  expect(await queued()).toHaveLength(1)
})

test('an uploaded file is removed once it is imported, or once it turns out to be unreadable', async () => {
  const good = await run(FILE, true)
  const bad = await run('name;value\n', true)
  const own = await run(FILE, false)
  expect(bad.report).toMatchObject({ name: 'DomainException', error: { code: 'invalid' } })
  expect([good, bad, own].map(({ path }) => existsSync(path))).toEqual([false, false, true])
})

test('a second try after one that was cut off at its very end ends as the first would have', async () => {
  for (const content of [FILE, 'name;value\n']) {
    const path = join(folder, newId())
    await writeFile(path, content)
    const runId = newId()
    const first = await runOn(path, true, runId)
    expect(existsSync(path)).toBe(false)
    const second = await runOn(path, true, runId)
    const said = (report: unknown) => (report instanceof Error ? [report.name, report.message] : report)
    expect(said(second.report)).toEqual(said(first.report))
  }
})
