import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { importSeriesFile, seedStarterSeries } from '#lib/series/service.ts'
import {
  chartSchema,
  forecastListSchema,
  schedulerStatusSchema,
  servedForecastSchema,
  summarySchema,
} from './answers.ts'
import { dropAllForecasts } from './cache.ts'
import {
  getChart,
  getForecast,
  getGlobal,
  getSchedulerStatus,
  getSummary,
  listForecasts,
  runForecasts,
} from './service.ts'

const database = useDatabase()
const REAL_FILE = '../shared/data/epidemic/jhu_global_daily.csv.gz'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forecast-run-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  await database.query('TRUNCATE event, series_source, region, forecast_run CASCADE')
  dropAllForecasts()
})

const clock = () => new Date('2021-06-01T12:00:00Z')

/** Twenty weeks that grow by a tenth each, up to 2021-05-31, with France ten times Spain. */
function growingFile(extraDays = 0): string {
  const lines = ['country,date,cum_cases,cum_deaths']
  for (const [country, scale] of [
    ['France', 1000],
    ['Spain', 100],
  ] as const) {
    let cases = 1000
    for (let day = 0; day < 140 + extraDays; day++) {
      cases += Math.round(scale * 1.1 ** (day / 7))
      const date = new Date(Date.UTC(2021, 0, 12) + day * 86_400_000).toISOString().slice(0, 10)
      lines.push(`${country},${date},${cases},${Math.round(cases / 100)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

async function load(text: string, now = clock) {
  const path = join(folder, `${newId()}.csv`)
  await writeFile(path, text)
  const request = { path, fileName: 'long.csv', sourceId: 'jhu-csse', requestedBy: SYSTEM_ACTOR }
  const result = await importSeriesFile(request, { clock: now })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const events = () =>
  database.query<{ entity_id: string; version: number; fields: Record<string, unknown>; rooms: string[] }>(
    `SELECT entity_id, version, fields, rooms FROM event WHERE type = 'forecast.published' ORDER BY seq`,
  )

describe('a forecast run', () => {
  test('publishes forecast, head and event of every region together', async () => {
    await load(growingFile())
    expect(await runForecasts({}, { clock })).toMatchObject({
      ok: true,
      value: { regionsTotal: 3, regionsMade: 3, regionsUnchanged: 0, regionsFailed: 0 },
    })
    const published = await events()
    expect(published.map(({ entity_id }) => entity_id).sort()).toEqual(['ESP', 'FRA', 'GLOBAL'])
    const heads = await database.query<Record<string, unknown>>('SELECT * FROM forecast_head')
    expect(heads).toHaveLength(3)
    for (const event of published) {
      // Folding the events gives the table: an event says exactly what its head holds.
      const head = heads.find(({ region_code }) => region_code === event.entity_id)
      expect(event).toMatchObject({ version: 1, rooms: ['everyone'] })
      expect(event.fields).toEqual({
        forecastId: head?.forecast_id,
        provider: 'builtin',
        riskLevel: head?.risk_level,
        riskScore: head?.risk_score,
        trend: 'increasing',
        dataAsOf: '2021-05-31',
        madeAt: clock().toISOString(),
        sourceKind: 'real',
      })
    }
  })

  test('with nothing new makes nothing, but is recorded', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const second = await runForecasts({ trigger: 'schedule' }, { clock })
    expect(second).toMatchObject({ ok: true, value: { regionsMade: 0, regionsUnchanged: 3 } })
    expect(await events()).toHaveLength(3)
    expect(
      await database.query('SELECT trigger, status FROM forecast_run ORDER BY started_at, trigger'),
    ).toEqual([
      { trigger: 'manual', status: 'done' },
      { trigger: 'schedule', status: 'done' },
    ])
  })

  test('after new data makes the next version, and keeps the one before', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const before = await getForecast('France', clock)
    await load(growingFile(1))
    await runForecasts({}, { clock })
    const after = await getForecast('France', clock)
    expect(before).toMatchObject({ ok: true, value: { version: 1, data_as_of: '2021-05-31' } })
    expect(after).toMatchObject({ ok: true, value: { version: 2, data_as_of: '2021-06-01' } })
    expect(await database.query(`SELECT 1 FROM forecast WHERE region_code = 'FRA'`)).toHaveLength(2)
  })

  test('made twice at the same time publishes each forecast once', async () => {
    await load(growingFile())
    await Promise.all([runForecasts({}, { clock }), runForecasts({}, { clock }), runForecasts({}, { clock })])
    expect((await events()).map(({ version }) => version)).toEqual([1, 1, 1])
  })

  test('replayed from an earlier day is stored, and is not the current forecast', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    await runForecasts({ regions: ['france'], origin: '2021-04-30' }, { clock })
    const rows = await database.query(
      `SELECT data_as_of::text FROM forecast WHERE region_code = 'FRA' ORDER BY data_as_of`,
    )
    expect(rows).toEqual([{ data_as_of: '2021-04-30' }, { data_as_of: '2021-05-31' }])
    expect(await getForecast('FRA', clock)).toMatchObject({ ok: true, value: { data_as_of: '2021-05-31' } })
    expect(await events()).toHaveLength(3)
  })

  test('replayed for all regions together sees nothing of what came later either', async () => {
    await load(growingFile())
    await runForecasts({ origin: '2021-04-30' }, { clock })
    await runForecasts({ regions: ['GLOBAL'], origin: '2021-04-30' }, { clock })
    const rows = await database.query(
      `SELECT data_as_of::text, payload #> '{forecast,actual_cases}' AS cases FROM forecast
       WHERE region_code = 'GLOBAL'`,
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ data_as_of: '2021-04-30', cases: expect.any(Number) })
    expect(rows[1]).toEqual(rows[0])
  })

  test('that is cancelled stops, and says so', async () => {
    await load(growingFile())
    await expect(runForecasts({}, { clock, signal: AbortSignal.abort() })).rejects.toThrow()
    expect(await database.query('SELECT status FROM forecast_run')).toEqual([{ status: 'cancelled' }])
  })
})

describe('a served forecast', () => {
  test('follows the schema, says where it comes from and is never another caller’s to change', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const result = await getForecast('fr', clock)
    if (!result.ok) throw new Error(result.error.message)
    const forecast = servedForecastSchema.parse(result.value)
    expect(forecast).toMatchObject({
      region: 'FRA',
      region_name: 'France',
      provider: 'builtin',
      stale: false,
      age_days: 1,
      trend: 'increasing',
      horizon_days: 28,
      source: { kind: 'real', source_id: 'jhu-csse', publisher: 'Johns Hopkins University CSSE' },
    })
    expect(forecast.forecasted_cases).toHaveLength(28)
    expect(forecast.forecasted_cases[0]?.value).toBeGreaterThan(forecast.actual_cases)
    expect(() => result.value.forecasted_cases.push({ day: 29, value: 0 })).toThrow()
    const again = await getForecast('FRA', clock)
    expect(again.ok && again.value.forecasted_cases).toHaveLength(28)
  })

  test('from old data is served as stale, with its age', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const later = () => new Date('2021-07-01T12:00:00Z')
    expect(await getForecast('FRA', later)).toMatchObject({ ok: true, value: { stale: true, age_days: 31 } })
  })

  test('is unavailable before the first run, with when to ask again', async () => {
    await load(growingFile())
    expect(await getForecast('FRA', clock)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', retryAfterS: expect.any(Number) },
    })
    expect(await getGlobal(clock)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await getForecast('Frnace', clock)).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  test('of all regions together is their sum', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const [france, spain, all] = await Promise.all([
      getForecast('FRA', clock),
      getForecast('ESP', clock),
      getGlobal(clock),
    ])
    if (!france.ok || !spain.ok || !all.ok) throw new Error('missing')
    expect(all.value.actual_cases).toBe(france.value.actual_cases + spain.value.actual_cases)
    expect(all.value.last_week_cases).toBe(france.value.last_week_cases + spain.value.last_week_cases)
    expect(all.value.flags).toContain('aggregate')
    expect(all.value.population?.people).toBe(64_757_000 + 47_520_000)
  })

  test('answers a chart whose columns agree with each other', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const result = await getChart('France', clock)
    if (!result.ok) throw new Error(result.error.message)
    const chart = chartSchema.parse(result.value)
    expect(chart.actual).toHaveLength(60)
    const last = chart.actual.at(-1)
    expect(last).toMatchObject({ date: '2021-05-31', cases: chart.forecast.actual_cases })
    expect(last?.cases_7d).toBe(chart.forecast.last_week_cases)
    for (const [i, day] of chart.actual.entries()) {
      const before = chart.actual[i - 1]
      if (before) expect(day.cases - before.cases).toBe(day.new_cases)
    }
  })

  test('lists page by cursor, and the summary puts the highest risk first', async () => {
    await load(growingFile())
    await runForecasts({}, { clock })
    const first = await listForecasts({ limit: 1 }, clock)
    if (!first.ok) throw new Error('missing')
    expect(forecastListSchema.parse(first.value)).toMatchObject({
      items: [{ region: 'ESP' }],
      nextCursor: 'ESP',
      total: 2,
    })
    const second = await listForecasts({ limit: 1, cursor: 'ESP' }, clock)
    expect(second).toMatchObject({ ok: true, value: { items: [{ region: 'FRA' }], nextCursor: null } })
    const summary = await getSummary(clock)
    if (!summary.ok) throw new Error('missing')
    const { top_risk, by_level, trending_up } = summarySchema.parse(summary.value)
    expect(top_risk.map(({ region }) => region)).toEqual(['FRA', 'ESP'])
    expect(by_level.GREEN + by_level.YELLOW + by_level.RED).toBe(2)
    expect(trending_up).toHaveLength(2)
  })

  test('is called simulated until real data come, and then gone, the sum included', async () => {
    const clock = () => new Date('2026-03-01T12:00:00Z')
    await seedStarterSeries(clock)
    await runForecasts({}, { clock })
    expect(await getGlobal(clock)).toMatchObject({
      ok: true,
      value: { source: { kind: 'simulated' }, flags: expect.arrayContaining(['simulated', 'aggregate']) },
    })
    expect(await getForecast('Simulated East', clock)).toMatchObject({
      ok: true,
      value: { source: { kind: 'simulated' }, flags: expect.arrayContaining(['simulated']) },
    })
    await load(growingFile())
    dropAllForecasts() // what the relay does when it hears of the publication
    expect(await getForecast('Simulated East', clock)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await getGlobal(clock)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    await runForecasts({}, { clock })
    expect(await getGlobal(clock)).toMatchObject({ ok: true, value: { source: { kind: 'real' } } })
  })
})

test('the scheduler tells when it ran last, how that ended and when it runs next', async () => {
  await load(growingFile())
  await runForecasts({ trigger: 'schedule' }, { clock })
  const result = await getSchedulerStatus(clock)
  expect(result.ok && schedulerStatusSchema.parse(result.value)).toMatchObject({
    status: 'idle',
    running: false,
    jobs: [
      {
        id: 'forecast.hourly',
        last_run: '2021-06-01T12:00:00.000Z',
        last_result: '3 made, 0 unchanged',
        next_run: '2021-06-01T13:00:00.000Z',
      },
    ],
  })
})

describe.skipIf(!existsSync(REAL_FILE))(
  'with the publisher’s own file (skipped where ../shared/data is absent)',
  () => {
    test('all 198 regions and their sum are forecast in under 10 seconds', async () => {
      const request = {
        path: REAL_FILE,
        fileName: 'jhu.csv.gz',
        sourceId: 'jhu-csse',
        requestedBy: SYSTEM_ACTOR,
      }
      await importSeriesFile(request)
      const startedAt = performance.now()
      const result = await runForecasts()
      expect(performance.now() - startedAt).toBeLessThan(10_000)
      expect(result).toMatchObject({
        ok: true,
        value: { regionsMade: 199, regionsFailed: 0, regionsWithoutData: 0 },
      })
      const page = await listForecasts({ limit: 250 })
      expect(page.ok && forecastListSchema.parse(page.value).items).toHaveLength(198)
      expect(await getGlobal()).toMatchObject({ ok: true, value: { actual_cases: 676_568_740 } })
    }, 60_000)
  },
)
