import { z } from 'zod'
import { HORIZON_DAYS } from '../engine.ts'

const points = z.array(
  z.strictObject({ day: z.number().int().min(1).max(HORIZON_DAYS), value: z.number().min(0) }),
)

/** What a provider is to answer: cumulative counts on days ahead, day 1 being the one after the data end. */
export const regionForecastSchema = z.strictObject({
  forecasted_cases: points.min(2).max(HORIZON_DAYS),
  forecasted_deaths: points.max(HORIZON_DAYS).nullable(),
})

/** What a provider is shown of a region: its newest days and weeks, and nothing else. */
export type RegionFacts = {
  readonly region: string
  readonly data_as_of: string
  readonly cumulative_cases: number
  readonly cumulative_deaths: number | null
  readonly new_cases_by_week: readonly number[]
  readonly new_cases_by_day: readonly number[]
  readonly new_deaths_by_week: readonly number[] | null
}

/** Goes up with every change of the words. */
export const REGION_FORECAST_VERSION = 1

export function regionForecastPrompt(data: RegionFacts) {
  return { version: REGION_FORECAST_VERSION, instructions: INSTRUCTIONS, data }
}

const INSTRUCTIONS = `
You forecast how many cases and deaths of an infectious disease a region will have reported. The data hold the region's
cumulative counts on the last day of data, its new counts by week (oldest first, the last week ending on that day) and by
day for the last four weeks. Reports of the last days may be incomplete.

Answer with your median expectation of the cumulative counts on days 7, 14, 21 and 28 after the last day of data, as
{"forecasted_cases": [{"day": 7, "value": 0}, …], "forecasted_deaths": [{"day": 7, "value": 0}, …]}. A cumulative count is
never below the one before it. Where the data have no deaths, forecasted_deaths is null.
`
