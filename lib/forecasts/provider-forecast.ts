import 'server-only'
import type { Result } from '#lib/core/result.ts'
import { type Answer, askProvider, type NoAnswer } from '#lib/providers/service.ts'
import type { RegionData } from '#lib/series/service.ts'
import { type RegionFacts, regionForecastPrompt, regionForecastSchema } from './prompts/region-forecast.ts'
import { weeklySums } from './weekly.ts'

const WEEKS_SHOWN = 26
const DAYS_SHOWN = 28
const MS_PER_DAY = 86_400_000

/** What the provider that holds the lock predicts for a region. */
export function askForRegion(
  data: RegionData,
  signal: AbortSignal | undefined,
): Promise<Result<Answer<unknown>, NoAnswer>> {
  return askProvider<unknown>({
    purpose: 'forecast.region',
    prompt: regionForecastPrompt(factsOf(data)),
    schema: regionForecastSchema,
    budget: { maxOutputTokens: 1_000 },
    ...(signal ? { signal } : {}),
  })
}

function factsOf(data: RegionData): RegionFacts {
  const whole = (values: Float64Array) => Array.from(values, Math.round)
  const weeks = (values: Float64Array) => whole(weeklySums(values).subarray(-WEEKS_SHOWN))
  return {
    region: data.region.name,
    data_as_of: new Date(data.dataAsOf * MS_PER_DAY).toISOString().slice(0, 10),
    cumulative_cases: Math.round(data.cases),
    cumulative_deaths: data.deaths === null ? null : Math.round(data.deaths),
    new_cases_by_week: weeks(data.caseIncidence.values),
    new_cases_by_day: whole(data.caseIncidence.values.subarray(-DAYS_SHOWN)),
    new_deaths_by_week: data.deathIncidence === null ? null : weeks(data.deathIncidence.values),
  }
}
