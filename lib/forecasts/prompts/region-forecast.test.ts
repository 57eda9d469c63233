import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { renderPrompt } from '#lib/providers/prompt.ts'
import { type RegionFacts, regionForecastPrompt, regionForecastSchema } from './region-forecast.ts'

const facts: RegionFacts = {
  region: 'Somewhere',
  data_as_of: '2021-05-31',
  cumulative_cases: 1_000,
  cumulative_deaths: null,
  new_cases_by_week: [70, 140],
  new_cases_by_day: [10, 20],
  new_deaths_by_week: null,
}

test('words that change get another version: answers to the old ones are not taken for answers to these', () => {
  const prompt = regionForecastPrompt(facts)
  const hash = createHash('sha256')
    .update(JSON.stringify(renderPrompt(prompt)))
    .digest('hex')
    .slice(0, 16)
  expect({ version: prompt.version, hash }).toEqual({ version: 1, hash: 'bde23613ba7bd823' })
})

test('an answer is points on days ahead and nothing else', () => {
  const points = [
    { day: 7, value: 1_100 },
    { day: 14, value: 1_200 },
  ]
  const takes = (answer: unknown) => regionForecastSchema.safeParse(answer).success
  expect(takes({ forecasted_cases: points, forecasted_deaths: null })).toBe(true)
  expect(takes({ forecasted_cases: points, forecasted_deaths: points })).toBe(true)
  expect(takes({ forecasted_cases: [{ day: 7, value: -1 }, points[1]], forecasted_deaths: null })).toBe(false)
  expect(takes({ forecasted_cases: [{ day: 70, value: 1 }, points[1]], forecasted_deaths: null })).toBe(false)
  expect(takes({ forecasted_cases: points, forecasted_deaths: null, note: 'calm' })).toBe(false)
  expect(takes({ forecasted_cases: points })).toBe(false)
})
