import type { DomainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { bandsOf, hubQuantiles, round, weeklyBands } from './bands.ts'
import {
  BUILTIN,
  dampedDrift,
  HORIZON_DAYS,
  HORIZON_WEEKS,
  type PredictiveTrajectories,
  type TrackRecord,
} from './engine.ts'
import { cumulativeByDay, probability, quantilesOf, recentred, weekAhead } from './predictive.ts'
import { type ProviderSeries, readProviderOutput } from './provider-output.ts'
import { HUB_LEVELS } from './quantiles.ts'
import { assessRisk, confidenceScore, MIN_COUNT, OUTBREAK_GROWTH, STALE_AFTER_DAYS, trendOf } from './risk.ts'
import type { ForecastData, ForecastFlag, ForecastPoint, ForecastSource, StoredForecast } from './schema.ts'
import { DAYS_PER_WEEK, type DailyIncidence, weeklySums } from './weekly.ts'

const MS_PER_DAY = 86_400_000
const TWO_WEEKS_AHEAD = 1

/** What is known of a region on the last day of its data, and under which circumstances the forecast is made. */
export type ActualSnapshot = {
  readonly region: string
  readonly regionName: string
  readonly cases: number
  /** Null where no source has deaths. */
  readonly deaths: number | null
  /** Days since 1970-01-01. */
  readonly dataAsOf: number
  readonly madeAt: Date
  readonly epoch: number
  /** The question that a provider answered. */
  readonly callId?: string | null
  readonly runId: string
  readonly population: { readonly people: number; readonly source: string; readonly year: number } | null
  readonly source: ForecastSource
  /** What cleaning found out about the series. */
  readonly flags?: readonly ForecastFlag[]
}

/** New counts per day up to the last day of data. */
export type RegionHistory = {
  readonly cases: DailyIncidence
  readonly deaths: DailyIncidence | null
  /** Resolved forecasts of the provider for this region; the built-in engine brings its own back-test. */
  readonly trackRecord?: TrackRecord
}

/** What the built-in engine hands over: distributions instead of points. */
export type EngineOutput = {
  readonly kind: 'trajectories'
  readonly cases: PredictiveTrajectories
  readonly deaths: PredictiveTrajectories | null
}

/** Runs the built-in engine on a region. */
export function runEngine(history: RegionHistory): EngineOutput {
  return {
    kind: 'trajectories',
    cases: dampedDrift(history.cases),
    deaths: history.deaths === null ? null : dampedDrift(history.deaths),
  }
}

/**
 * The bottleneck: whatever predicts leaves through here, in one schema, with every derived figure computed the same
 * way from a predictive distribution (spec definitions in `risk.ts`).
 *
 * The built-in engine gives distributions. Any other provider gives points: these become the medians, and the
 * spread around them is the engine's own past errors (flag `intervals-from-engine`).
 *
 * Errors: `invalid` when a provider's answer cannot be read.
 */
export function normalizeForecast(
  providerOutput: unknown,
  provider: string,
  actual: ActualSnapshot,
  history: RegionHistory,
): Result<ForecastData, DomainError> {
  const stored = normalizeForStorage(providerOutput, provider, actual, history)
  return stored.ok ? ok(stored.value.forecast) : stored
}

/** `normalizeForecast` with the 23 hub quantiles beside it, by which the forecast is scored later. */
export function normalizeForStorage(
  providerOutput: unknown,
  provider: string,
  actual: ActualSnapshot,
  history: RegionHistory,
): Result<StoredForecast, DomainError> {
  const flags = new Set<ForecastFlag>(actual.flags ?? [])
  const distribution = distributionOf(providerOutput, provider, actual, history, flags)
  if (!distribution.ok) return distribution
  const { cases, deaths, casePoints, deathPoints, trackRecord } = distribution.value

  const population = actual.population?.people ?? null
  const dataAgeDays = Math.floor(actual.madeAt.getTime() / MS_PER_DAY) - actual.dataAsOf
  addHistoryFlags(flags, actual, history, cases, dataAgeDays)
  if (trackRecord.n === 0) flags.add('unproven')

  const ahead = weekAhead(cases, TWO_WEEKS_AHEAD)
  const { lastWeek } = cases
  const median = quantilesOf(cases, ahead, [0.5])[0] as number
  const growthAtLeast = (factor: number) =>
    lastWeek < MIN_COUNT ? 0 : probability(cases, ahead, (value) => value >= factor * lastWeek)
  const perHundredThousand = (count: number) => (population === null ? null : (count / population) * 100_000)
  const rateAtLeast = (rate: number) =>
    population === null ? 0 : probability(cases, ahead, (value) => (value / population) * 100_000 >= rate)
  const outbreakProbability = growthAtLeast(OUTBREAK_GROWTH)
  const ratePer100k = perHundredThousand(lastWeek)
  const risk = assessRisk({
    ratePer100k,
    probabilityHigh: rateAtLeast(100),
    probabilityLow: rateAtLeast(10),
    outbreakProbability,
    doublingProbability: growthAtLeast(2),
    deathsPer100k: deaths === null ? null : perHundredThousand(deaths.lastWeek),
  })

  const caseDays = cumulativeByDay(cases, actual.cases)
  const deathDays = deaths === null || actual.deaths === null ? null : cumulativeByDay(deaths, actual.deaths)
  const caseBands = bandsOf(cases, caseDays, 1)
  const deathBands = deaths === null || deathDays === null ? null : bandsOf(deaths, deathDays, 1)
  const madeAt = actual.madeAt.toISOString()
  const forecast: ForecastData = {
    region: actual.region,
    actual_cases: actual.cases,
    actual_deaths: actual.deaths,
    forecasted_cases: pointsOf(casePoints ?? caseBands.median),
    forecasted_deaths: deathBands === null ? [] : pointsOf(deathPoints ?? deathBands.median),
    confidence_score: confidenceScore({
      claimed: probability(cases, ahead, (value) => Math.abs(value - median) <= 0.25 * median),
      hits: trackRecord.hits,
      n: trackRecord.n,
      dataAgeDays,
    }),
    risk_level: risk.level,
    risk_score: risk.score,
    outbreak_probability: round(outbreakProbability, 4),
    trend: trendOf({
      lastWeek,
      medianAhead: median,
      probabilityUp: probability(cases, ahead, (value) => value > lastWeek),
      probabilityDown: probability(cases, ahead, (value) => value < lastWeek),
      population,
    }),
    timestamp: madeAt,
    provider,
    region_name: actual.regionName,
    unit: 'people',
    horizon_days: HORIZON_DAYS,
    intervals: {
      cases: { cumulative: caseBands, weekly: weeklyBands(cases) },
      deaths:
        deaths === null || deathBands === null
          ? null
          : { cumulative: deathBands, weekly: weeklyBands(deaths) },
    },
    data_as_of: new Date(actual.dataAsOf * MS_PER_DAY).toISOString().slice(0, 10),
    made_at: madeAt,
    epoch: actual.epoch,
    call_id: actual.callId ?? null,
    run_id: actual.runId,
    volatility: volatilityOf(history.cases),
    flags: [...flags],
    source: actual.source,
    population: actual.population,
    last_week_cases: round(lastWeek, 1),
    rate_per_100k: ratePer100k === null ? null : round(ratePer100k, 2),
  }
  return ok({
    forecast,
    quantiles: {
      levels: [...HUB_LEVELS],
      cases: hubQuantiles(cases),
      deaths: deaths === null ? null : hubQuantiles(deaths),
    },
  })
}

type Distribution = {
  readonly cases: PredictiveTrajectories
  readonly deaths: PredictiveTrajectories | null
  /** Cumulative points of a provider that gave points; null where the medians are the points. */
  readonly casePoints: readonly number[] | null
  readonly deathPoints: readonly number[] | null
  readonly trackRecord: TrackRecord
}

function distributionOf(
  output: unknown,
  provider: string,
  actual: ActualSnapshot,
  history: RegionHistory,
  flags: Set<ForecastFlag>,
): Result<Distribution, DomainError> {
  if (provider === BUILTIN && isEngineOutput(output)) {
    const { cases, deaths } = output
    return ok({ cases, deaths, casePoints: null, deathPoints: null, trackRecord: cases.trackRecord })
  }
  const points = readProviderOutput(output, {
    dataAsOf: actual.dataAsOf,
    horizonDays: HORIZON_DAYS,
    actualCases: actual.cases,
    actualDeaths: actual.deaths,
  })
  if (!points.ok) return err(points.error)
  const { cases, deaths } = points.value
  for (const flag of [...cases.flags, ...(deaths?.flags ?? [])]) flags.add(flag)
  flags.add('intervals-from-engine')
  if (deaths === null && actual.deaths !== null) flags.add('no-deaths-forecast')
  const engine = runEngine(history)
  return ok({
    cases: recentred(engine.cases, weeklyPoints(cases, actual.cases)),
    deaths:
      deaths === null || engine.deaths === null
        ? null
        : recentred(engine.deaths, weeklyPoints(deaths, actual.deaths ?? 0)),
    casePoints: cases.values,
    deathPoints: deaths?.values ?? null,
    trackRecord: history.trackRecord ?? { hits: 0, n: 0 },
  })
}

function isEngineOutput(output: unknown): output is EngineOutput {
  return (
    typeof output === 'object' && output !== null && (output as { kind?: unknown }).kind === 'trajectories'
  )
}

function weeklyPoints({ values }: ProviderSeries, base: number): number[] {
  const at = (day: number) => (day === 0 ? base : (values[day - 1] ?? base))
  return Array.from(
    { length: HORIZON_WEEKS },
    (_, week) => at((week + 1) * DAYS_PER_WEEK) - at(week * DAYS_PER_WEEK),
  )
}

function addHistoryFlags(
  flags: Set<ForecastFlag>,
  actual: ActualSnapshot,
  history: RegionHistory,
  cases: PredictiveTrajectories,
  dataAgeDays: number,
): void {
  const weeks = weeklySums(history.cases).subarray(-52)
  if (actual.source.kind === 'simulated') flags.add('simulated')
  if (dataAgeDays > STALE_AFTER_DAYS) flags.add('stale-data')
  if (actual.population === null) flags.add('population-unknown')
  if (history.deaths === null) flags.add('no-deaths-data')
  if (cases.weeksOfHistory < 12) flags.add('short-history')
  if (weeks.every((count) => count === 0)) flags.add('all-zero')
  else if (weeks.length > 1 && weeks.every((count) => count === weeks[0])) flags.add('constant')
}

function pointsOf(values: readonly number[]): ForecastPoint[] {
  return values.map((value, index) => ({ day: index + 1, value: Math.round(value) }))
}

function volatilityOf(daily: DailyIncidence): number {
  const weeks = weeklySums(daily).subarray(-9)
  if (weeks.length < 2) return 0
  let changes = 0
  let sum = 0
  for (let i = 1; i < weeks.length; i++) {
    changes += Math.abs((weeks[i] as number) - (weeks[i - 1] as number))
    sum += weeks[i] as number
  }
  return sum === 0 ? 0 : round(changes / sum, 4)
}
