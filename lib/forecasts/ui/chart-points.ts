import type { ActualPoint, ForecastPoint } from '#components/charts/fan-geometry.ts'
import type { RegionChart } from '../answers.ts'
import type { Bands } from '../schema.ts'

export type ChartMetric = 'cases' | 'deaths'
export type ChartView = 'weekly' | 'cumulative'

const DAY_MS = 86_400_000
const DAYS_PER_WEEK = 7

/** The ISO day that lies `days` after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Forecast bands as points of a chart, each on the day that it speaks of. */
export function forecastPoints(bands: Bands, dataAsOf: string): ForecastPoint[] {
  return bands.at.map((ahead, i) => ({
    day: dayAfter(dataAsOf, ahead),
    median: bands.median[i] ?? Number.NaN,
    low50: bands.lower50[i] ?? Number.NaN,
    high50: bands.upper50[i] ?? Number.NaN,
    low95: bands.lower95[i] ?? Number.NaN,
    high95: bands.upper95[i] ?? Number.NaN,
  }))
}

/**
 * The last days of a region as points: cumulative by day, or one point per whole week that ends on the last day of data.
 * A week is incomplete when one of its days is.
 */
export function actualPoints(chart: RegionChart, metric: ChartMetric, view: ChartView): ActualPoint[] {
  if (view === 'cumulative') {
    return chart.actual.map((day) => ({ day: day.date, value: day[metric], incomplete: day.incomplete }))
  }
  const last = chart.actual.length - 1
  return chart.actual.flatMap((day, index) => {
    if ((last - index) % DAYS_PER_WEEK !== 0 || index < DAYS_PER_WEEK - 1) return []
    return {
      day: day.date,
      value: metric === 'cases' ? day.cases_7d : day.deaths_7d,
      incomplete: chart.actual.slice(index - DAYS_PER_WEEK + 1, index + 1).some((one) => one.incomplete),
    }
  })
}

/** Points of a chart of one metric, or null where the forecast has none. */
export function metricPoints(
  chart: RegionChart,
  metric: ChartMetric,
  view: ChartView,
): { actual: ActualPoint[]; forecast: ForecastPoint[] } | null {
  const intervals = chart.forecast.intervals[metric]
  if (intervals === null) return null
  return {
    actual: actualPoints(chart, metric, view),
    forecast: forecastPoints(intervals[view], chart.data_as_of),
  }
}
