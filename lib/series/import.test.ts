import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { valueAt } from './daily-series.ts'
import { parseIsoDay } from './days.ts'
import { readSeries } from './segment-repo.ts'
import {
  findRegion,
  importSeriesFile,
  listRegions,
  readChartData,
  readRegionData,
  readRegions,
  seedStarterSeries,
} from './service.ts'

const database = useDatabase()
const REAL_FILE = '../shared/data/epidemic/jhu_global_daily.csv.gz'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'series-import-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => database.query('TRUNCATE event, series_source, region CASCADE'))

async function fileOf(content: string | Buffer, name = 'long.csv'): Promise<string> {
  const path = join(folder, `${newId()}-${name}`)
  await writeFile(path, content)
  return path
}

const header = 'country,date,cum_cases,cum_deaths\n'
const staff = { ...SYSTEM_ACTOR, role: 'admin' as const }

async function importText(content: string | Buffer, options: { fileName?: string; clock?: () => Date } = {}) {
  const fileName = options.fileName ?? 'long.csv'
  return importSeriesFile(
    { path: await fileOf(content), fileName, sourceId: 'jhu-csse', requestedBy: staff },
    options.clock ? { clock: options.clock } : {},
  )
}

const day = (text: string) => parseIsoDay(text) as number

describe('an import', () => {
  test('publishes every value once: the same file again changes nothing', async () => {
    const text = `${header}France,2021-01-01,10,1\nFrance,2021-01-02,15,1\n`
    const first = await importText(text)
    const again = await importText(gzipSync(text))
    expect(first).toMatchObject({ ok: true, value: { status: 'published', pointsStored: 4, regions: 1 } })
    expect(again).toMatchObject({
      ok: true,
      value: { status: 'unchanged', pointsStored: 0, pointsChanged: 0, pointsUnchanged: 4 },
    })
    expect(await database.query('SELECT 1 FROM series_segment')).toHaveLength(2)
    expect(await database.query('SELECT 1 FROM event')).toHaveLength(1)
  })

  test('keeps what was published before, so that the series can be seen as it was known at any time', async () => {
    const at = (time: string) => () => new Date(time)
    const old = `${header}France,2021-01-01,10,\nFrance,2021-01-02,15,\n`
    await importText(old, { clock: at('2021-01-03T08:00:00Z') })
    const revised = `${header}France,2021-01-02,17,\nFrance,2021-01-03,20,\n`
    const second = await importText(revised, { clock: at('2021-01-04T08:00:00Z') })
    expect(second).toMatchObject({
      ok: true,
      value: { pointsStored: 1, pointsChanged: 1, pointsUnchanged: 0 },
    })

    const valuesAsOf = async (asOf: Date | null) => {
      const [found] = await readSeries({ regionCodes: ['FRA'] }, asOf)
      return ['2021-01-01', '2021-01-02', '2021-01-03'].map(
        (text) => found && valueAt(found.series, day(text)),
      )
    }
    expect(await valuesAsOf(null)).toEqual([10, 17, 20])
    expect(await valuesAsOf(new Date('2021-01-03T12:00:00Z'))).toEqual([10, 15, null])
    const [segment] = await database.query<{ values: number[] }>(
      `SELECT s.values FROM series_segment s JOIN series_import i ON i.id = s.import_id
       ORDER BY i.published_at DESC LIMIT 1`,
    )
    expect(segment?.values).toEqual([17, 20])
  })

  test('shows the day of its publication as incomplete, until a later one has told more of it', async () => {
    const days = ['2021-01-01,10,', '2021-01-02,15,', '2021-01-03,16,']
    const incompleteDays = async () =>
      (await readChartData('FRA', '2021-01-03', 60))?.flatMap((one) => (one.incomplete ? [one.date] : []))
    const text = `${header}${days.map((line) => `France,${line}`).join('\n')}\n`
    await importText(text, { clock: () => new Date('2021-01-03T18:00:00Z') })
    expect(await incompleteDays()).toEqual(['2021-01-03'])
    await importText(text.replace('16', '20'), { clock: () => new Date('2021-01-04T00:10:00Z') })
    expect(await incompleteDays()).toEqual([])
  })

  test('counts and names every refused line, and takes the rest', async () => {
    const text = `${header}France,2021-01-01,10,1\nFrance,2021-02-30,11,1\nabc,def,ghi,jkl\nFrance,2021-01-02,-4,1\nFrance,2021-01-03,12,1\n`
    const result = await importText(text)
    expect(result).toMatchObject({ ok: true, value: { rowsRead: 5, rowsRefused: 3, pointsStored: 4 } })
    const refused = await database.query('SELECT line, code FROM import_refusal ORDER BY seq')
    expect(refused).toEqual([
      { line: 3, code: 'date' },
      { line: 4, code: 'date' },
      { line: 5, code: 'negative' },
    ])
  })

  test('keeps a falling count as published and records what that does to incidence', async () => {
    const text = `${header}France,2021-01-01,100,1\nFrance,2021-01-02,90,1\nFrance,2021-01-05,95,1\n`
    const result = await importText(text)
    expect(result.ok && result.value.corrections).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'falling-count', count: 1, magnitude: 10 }),
        expect.objectContaining({ kind: 'gap' }),
      ]),
    )
    const [data] = await readRegionData(await readRegions())
    expect(data).toMatchObject({ cases: 95, hasCorrections: true, hasGaps: true })
    expect(Math.min(...(data?.caseIncidence.values ?? []))).toBe(0)
    expect(
      await database.query('SELECT kind FROM series_cleaning WHERE kind = $1', ['falling-count']),
    ).toHaveLength(1)
  })

  test('publishes nothing when the file cannot be read to its end, and says why', async () => {
    const gzip = gzipSync(`${header}${'France,2021-01-01,10,1\n'.repeat(20_000)}`)
    const result = await importText(gzip.subarray(0, gzip.length - 20))
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'invalid', message: expect.stringContaining('ends in the middle') },
    })
    expect(await database.query('SELECT 1 FROM series_segment')).toHaveLength(0)
    const [row] = await database.query('SELECT status FROM series_import')
    expect(row).toEqual({ status: 'failed' })
    const [source] = await database.query(
      `SELECT faults, last_fault FROM series_source WHERE id = 'jhu-csse'`,
    )
    expect(source).toMatchObject({ faults: 1, last_fault: expect.stringContaining('ends in the middle') })
  })

  test('that is cancelled publishes nothing', async () => {
    const path = await fileOf(`${header}France,2021-01-01,10,1\n`)
    const cancel = new AbortController()
    const request = { path, fileName: 'long.csv', sourceId: 'jhu-csse', requestedBy: staff }
    const running = importSeriesFile(request, { signal: cancel.signal, progress: () => cancel.abort() })
    await expect(running).rejects.toThrow()
    expect(await database.query('SELECT status FROM series_import')).toEqual([{ status: 'cancelled' }])
    expect(await listRegionsAfresh()).toEqual([])
  })

  test('tried again under its id after it was published answers its report and writes nothing', async () => {
    const path = await fileOf(`${header}France,2021-01-01,10,1\nFrance,2021-01-02,12,1\n`)
    const request = { path, fileName: 'long.csv', sourceId: 'jhu-csse', requestedBy: staff }
    const importId = newId()
    const first = await importSeriesFile(request, { importId })
    const second = await importSeriesFile(request, { importId })
    expect(second).toEqual(first)
    expect(await database.query('SELECT 1 FROM event')).toHaveLength(1)
  })

  test('of two at once on one source, both are taken', async () => {
    const texts = ['France', 'Spain', 'Italy', 'Chad'].map(
      (name) => `${header}${name},2021-01-01,1,1\n${name},2021-01-02,3,1\n`,
    )
    const results = await Promise.all(texts.map((text) => importText(text)))
    expect(results.map((result) => result.ok && result.value.status)).toEqual(Array(4).fill('published'))
    const rows = await database.query('SELECT revision, rows FROM series_source WHERE id = $1', ['jhu-csse'])
    expect(rows).toEqual([{ revision: 4, rows: 16 }])
  })

  test('is for staff, and for sources that exist', async () => {
    const path = await fileOf(`${header}France,2021-01-01,10,1\n`)
    const user = { id: 'u', name: 'U', role: 'user' as const, portal: 'api' as const }
    const request = { path, fileName: 'long.csv', sourceId: 'jhu-csse', requestedBy: user }
    expect(await importSeriesFile(request)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await importSeriesFile({ ...request, sourceId: 'nobody', requestedBy: staff })).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: expect.stringContaining('jhu-csse') },
    })
  })
})

async function listRegionsAfresh() {
  return (await readRegions()).map(({ code }) => code)
}

describe('starter data', () => {
  const clock = () => new Date('2026-03-01T10:00:00Z')

  test('are there once, grow by the day, and are called simulated', async () => {
    expect(await seedStarterSeries(clock)).toEqual({ seeded: true })
    expect(await seedStarterSeries(clock)).toEqual({ seeded: false })
    expect(await seedStarterSeries(() => new Date('2026-03-03T10:00:00Z'))).toEqual({ seeded: true })
    const regions = await readRegions()
    expect(regions.length).toBeGreaterThanOrEqual(5)
    expect(regions.every(({ kind, name }) => kind === 'simulated' && name.startsWith('Simulated'))).toBe(true)
    const lengths = await database.query<{ days: number }>(
      `SELECT DISTINCT cardinality(s.values) AS days FROM series_segment s
       JOIN series_import i ON i.id = s.import_id ORDER BY days`,
    )
    expect(lengths.map(({ days }) => days)).toEqual([2, 424])
  })

  test('step aside when the first real file is published', async () => {
    await seedStarterSeries(clock)
    expect((await findRegion('simulated north')).ok).toBe(true)
    await importText(`${header}France,2021-01-01,10,1\nFrance,2021-01-02,12,1\n`)
    expect(await listRegionsAfresh()).toEqual(['FRA'])
    expect(await findRegion('SIM-NORTH')).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(await seedStarterSeries(() => new Date('2026-04-01T00:00:00Z'))).toEqual({ seeded: false })
  })
})

describe('a region', () => {
  test('is found by code, name or alias in any case; else near matches are offered', async () => {
    await importText(
      `${header}US,2021-01-01,10,1\n"Korea, South",2021-01-01,10,1\nFrance,2021-01-01,1,1\nMS Zaandam,2021-01-01,1,1\n`,
    )
    expect(await listRegions()).toHaveLength(4)
    for (const [query, code] of [
      ['us', 'USA'],
      ['united states', 'USA'],
      ['kor', 'KOR'],
      ['korea, south', 'KOR'],
      ['FRANCE', 'FRA'],
      ['ms zaandam', 'X-MS-ZAANDAM'],
    ] as const) {
      expect(await findRegion(query), query).toMatchObject({ ok: true, value: { code } })
    }
    expect(await findRegion('Frnce')).toMatchObject({
      ok: false,
      error: { code: 'not-found', details: { near: [{ code: 'FRA' }] } },
    })
    expect(await findRegion('Germany')).toMatchObject({
      ok: false,
      error: { code: 'unavailable', retryAfterS: 3600 },
    })
  })
})

describe.skipIf(!existsSync(REAL_FILE))(
  'the publisher’s own file (skipped where ../shared/data is absent)',
  () => {
    test('imports whole, without a refusal, well under 20 seconds', async () => {
      const startedAt = performance.now()
      const result = await importSeriesFile({
        path: REAL_FILE,
        fileName: 'jhu_global_daily.csv.gz',
        sourceId: 'jhu-csse',
        requestedBy: staff,
      })
      expect(performance.now() - startedAt).toBeLessThan(20_000)
      expect(result).toMatchObject({
        ok: true,
        value: {
          rowsRead: 226_314,
          rowsRefused: 0,
          pointsStored: 452_628,
          regions: 198,
          lastDay: '2023-03-09',
        },
      })
      const [sum] = await readRegionData(
        await readRegions().then((all) => all.filter(({ code }) => code === 'USA')),
      )
      expect(sum).toMatchObject({ cases: 103_802_702, deaths: 1_123_836 })
    }, 60_000)
  },
)
