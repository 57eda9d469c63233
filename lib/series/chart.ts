import type { DailySeries } from './daily-series.ts'
import { isoDay } from './days.ts'
import type { RegionData } from './region-data.ts'

export type ChartDay = {
  readonly date: string
  /** Cumulative counts; deaths null where no source has them. */
  readonly cases: number
  readonly deaths: number | null
  readonly new_cases: number
  readonly new_deaths: number | null
  /** Sums of the seven days that end on this one. */
  readonly cases_7d: number
  readonly deaths_7d: number | null
  /** More reports of this day will come. */
  readonly incomplete: boolean
}

/**
 * The last days of a region, oldest first. Cumulative counts are counted back from the last published one by the
 * cleaned incidence, so that the columns agree with each other and with the forecast.
 */
export function chartDays(data: RegionData, days: number): ChartDay[] {
  const { caseIncidence, deathIncidence, dataAsOf, incompleteFrom } = data
  const from = Math.max(caseIncidence.startDay, dataAsOf - days + 1)
  let cases = data.cases
  let deaths = data.deaths
  const rows: ChartDay[] = []
  for (let day = dataAsOf; day >= from; day--) {
    const newCases = at(caseIncidence, day)
    const newDeaths = deathIncidence === null ? null : at(deathIncidence, day)
    rows.push({
      date: isoDay(day),
      cases: Math.max(0, Math.round(cases)),
      deaths: deaths === null ? null : Math.max(0, Math.round(deaths)),
      new_cases: round(newCases),
      new_deaths: newDeaths === null ? null : round(newDeaths),
      cases_7d: round(week(caseIncidence, day)),
      deaths_7d: deathIncidence === null ? null : round(week(deathIncidence, day)),
      incomplete: incompleteFrom !== null && day >= incompleteFrom,
    })
    cases -= newCases
    if (deaths !== null) deaths -= newDeaths ?? 0
  }
  return rows.reverse()
}

function at(series: DailySeries, day: number): number {
  return series.values[day - series.startDay] ?? 0
}

function week(series: DailySeries, last: number): number {
  let sum = 0
  for (let day = last - 6; day <= last; day++) sum += at(series, day)
  return sum
}

/** A day within a gap has a share of what happened in it, which need not be whole. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
