import 'server-only'
import { SYSTEM_ACTOR } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type Clock, systemClock } from '#lib/core/clock.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { startJob } from '#lib/jobs/service.ts'
import {
  findRegion,
  GLOBAL_REGION,
  listRegions,
  type RegionIdentity,
  readChartData,
} from '#lib/series/service.ts'
import type {
  ForecastList,
  ForecastListQuery,
  ForecastSummaryRow,
  PredictionSummary,
  RegionChart,
  SchedulerStatus,
  ServedForecast,
} from './answers.ts'
import { cachedForecast, throughChartCache, throughForecastCache } from './cache.ts'
import { BUILTIN } from './engine.ts'
import * as repo from './repo.ts'
import { STALE_AFTER_DAYS } from './risk.ts'

export { type RunReport, type RunRequest, runForecasts } from './run.ts'

const MS_PER_DAY = 86_400_000
const CHART_DAYS = 60
const TOP = 10
/** An hourly run makes what is missing; one that an import asked for is there within seconds. */
const RETRY_AFTER_S = 60

/** Puts a forecast run in the queue. Scheduled ones never pile up: one that has not ended is answered instead. */
export async function startForecastRun(request: {
  readonly trigger: repo.RunTrigger
  readonly requestedBy?: Actor
  readonly regions?: readonly string[]
}): Promise<Result<{ runId: string }, DomainError>> {
  const requestedBy = request.requestedBy ?? SYSTEM_ACTOR
  if (requestedBy.role === 'user')
    return err(domainError('forbidden', 'Only staff may start a forecast run.'))
  return startJob({
    kind: 'forecast.run',
    payload: { trigger: request.trigger, ...(request.regions ? { regions: [...request.regions] } : {}) },
    requestedBy,
    ...(request.trigger === 'schedule' ? { key: 'forecast.run' } : {}),
  })
}

/**
 * The current forecast of a region, by code, name or alias in any case. Errors: `not-found` with near matches,
 * `unavailable` (with `retryAfterS`) while there is none.
 */
export async function getForecast(
  query: string,
  clock: Clock = systemClock,
): Promise<Result<ServedForecast, DomainError>> {
  const held = cachedForecast<repo.CurrentForecast>(query)
  if (held) return ok(serve(held, clock()))
  const region = await findRegion(query)
  if (!region.ok) return region
  const [current] = await currentForecasts([region.value])
  return current ? ok(serve(current, clock())) : err(noForecastYet(region.value))
}

/** The forecast of all regions added up. */
export function getGlobal(clock: Clock = systemClock): Promise<Result<ServedForecast, DomainError>> {
  return getForecast(GLOBAL_REGION.code, clock)
}

/** Current forecasts of all regions (without their sum), by code. */
export async function listForecasts(
  query: ForecastListQuery,
  clock: Clock = systemClock,
): Promise<Result<ForecastList, DomainError>> {
  const regions = await listRegions()
  const { cursor } = query
  const rest = cursor === undefined ? regions : regions.filter(({ code }) => code > cursor)
  const page = rest.slice(0, query.limit)
  const now = clock()
  const items = (await currentForecasts(page)).map((current) => serve(current, now))
  const nextCursor = rest.length > page.length ? (page.at(-1)?.code ?? null) : null
  return ok({ items, nextCursor, total: regions.length })
}

/** One row a region, without the paths: for lists and maps. By code. */
export async function listForecastSummaries(
  clock: Clock = systemClock,
): Promise<readonly ForecastSummaryRow[]> {
  const now = clock()
  return (await currentForecasts(await listRegions())).map((current) => summaryRow(serve(current, now)))
}

/** The last 60 days as published, and the forecast with its intervals. Errors as for `getForecast`. */
export async function getChart(
  query: string,
  clock: Clock = systemClock,
): Promise<Result<RegionChart, DomainError>> {
  const forecast = await getForecast(query, clock)
  if (!forecast.ok) return forecast
  const { region, region_name, data_as_of } = forecast.value
  const actual = await throughChartCache(region, () => readChartData(region, data_as_of, CHART_DAYS))
  return ok({ region, region_name, data_as_of, actual: actual ? [...actual] : [], forecast: forecast.value })
}

/** Where to look first: the ten highest risks, what rises and what falls. */
export async function getSummary(
  clock: Clock = systemClock,
): Promise<Result<PredictionSummary, DomainError>> {
  const rows = await listForecastSummaries(clock)
  const byRisk = rows.toSorted((a, b) => b.risk_score - a.risk_score || a.region.localeCompare(b.region))
  const trending = (trend: ForecastSummaryRow['trend']) =>
    byRisk.filter((row) => row.trend === trend).slice(0, TOP)
  const count = (level: ForecastSummaryRow['risk_level']) =>
    rows.filter((row) => row.risk_level === level).length
  const isSimulated = rows.length > 0 && rows.every(({ source_kind }) => source_kind === 'simulated')
  return ok({
    regions: rows.length,
    by_level: { GREEN: count('GREEN'), YELLOW: count('YELLOW'), RED: count('RED') },
    top_risk: byRisk.slice(0, TOP),
    trending_up: trending('increasing'),
    trending_down: trending('decreasing'),
    accuracy: {
      checked: 0,
      within_25_percent: null,
      note: 'No published forecast has been checked against later data yet. Each region’s confidence comes from the engine’s back-test on its own history.',
    },
    explanation: {
      text: null,
      provider: BUILTIN,
      note: 'The built-in statistical engine gives no explanation in words; an AI provider can, once one is configured.',
    },
    source_kind: rows.length === 0 ? null : isSimulated ? 'simulated' : 'real',
    made_at: rows.reduce<string | null>(
      (latest, { made_at }) => (latest && latest > made_at ? latest : made_at),
      null,
    ),
  })
}

/** What runs by the clock, when it ran last and how that ended. */
export async function getSchedulerStatus(
  clock: Clock = systemClock,
): Promise<Result<SchedulerStatus, DomainError>> {
  const [last] = await repo.latestRuns(1)
  const now = clock()
  const hour = 3_600_000
  const nextRun = new Date((Math.floor(now.getTime() / hour) + 1) * hour)
  const isRunning = last?.status === 'running' && now.getTime() - last.startedAt.getTime() < hour
  return ok({
    status: isRunning ? 'running' : 'idle',
    running: isRunning,
    jobs: [
      {
        id: 'forecast.hourly',
        name: 'Forecast of all regions',
        next_run: nextRun.toISOString(),
        last_run: last?.startedAt.toISOString() ?? null,
        last_result: last ? resultOf(last) : null,
      },
    ],
  })
}

function resultOf(run: Awaited<ReturnType<typeof repo.latestRuns>>[number]): string {
  if (run.status !== 'done') return run.status
  const failed = run.regionsFailed > 0 ? `, ${run.regionsFailed} failed` : ''
  return `${run.regionsMade} made, ${run.regionsUnchanged} unchanged${failed}`
}

/** Current forecasts of regions in their order, from the cache where they are in it, else in one query. */
async function currentForecasts(regions: readonly RegionIdentity[]): Promise<repo.CurrentForecast[]> {
  const found = new Map<string, repo.CurrentForecast>()
  const missing: string[] = []
  for (const { code } of regions) {
    const held = cachedForecast<repo.CurrentForecast>(code)
    if (held) found.set(code, held)
    else missing.push(code)
  }
  if (missing.length > 0) {
    const read = await throughForecastCache(
      () => readVisible(missing),
      ({ forecast }) => forecast.region,
    )
    for (const current of read) found.set(current.forecast.region, current)
  }
  return regions.flatMap(({ code }) => found.get(code) ?? [])
}

/** A sum of simulated regions disappears with them, also before the next run has made the real one. */
async function readVisible(codes: readonly string[]): Promise<repo.CurrentForecast[]> {
  const currents = await repo.readCurrents(codes)
  if (!currents.some(({ forecast }) => forecast.region === GLOBAL_REGION.code)) return currents
  const hasReal = (await listRegions()).some(({ kind }) => kind !== 'simulated')
  return currents.filter(({ forecast }) => {
    return forecast.region !== GLOBAL_REGION.code || forecast.source.kind === 'real' || !hasReal
  })
}

function serve({ version, forecast }: repo.CurrentForecast, now: Date): ServedForecast {
  const age_days = Math.max(0, Math.floor((now.getTime() - Date.parse(forecast.data_as_of)) / MS_PER_DAY))
  return { ...forecast, version, stale: age_days > STALE_AFTER_DAYS, age_days }
}

function summaryRow(forecast: ServedForecast): ForecastSummaryRow {
  return {
    region: forecast.region,
    region_name: forecast.region_name,
    risk_level: forecast.risk_level,
    risk_score: forecast.risk_score,
    outbreak_probability: forecast.outbreak_probability,
    confidence_score: forecast.confidence_score,
    trend: forecast.trend,
    last_week_cases: forecast.last_week_cases,
    rate_per_100k: forecast.rate_per_100k,
    expected_week_2: forecast.intervals.cases.weekly.median[1] ?? 0,
    data_as_of: forecast.data_as_of,
    made_at: forecast.made_at,
    provider: forecast.provider,
    call_id: forecast.call_id ?? null,
    source_kind: forecast.source.kind,
    stale: forecast.stale,
  }
}

function noForecastYet(region: RegionIdentity): DomainError {
  return domainError('unavailable', `There is no forecast of ${region.name} yet: the next run makes it.`, {
    retryAfterS: RETRY_AFTER_S,
  })
}
