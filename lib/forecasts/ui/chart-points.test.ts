import { describe, expect, it } from 'vitest'
import type { RegionChart } from '../answers.ts'
import type { Bands } from '../schema.ts'
import { actualPoints, dayAfter, forecastPoints } from './chart-points.ts'

function chartOf(days: number, incompleteFrom = days): RegionChart {
  const actual = Array.from({ length: days }, (_, i) => ({
    date: dayAfter('2026-01-01', i),
    cases: 100 + i,
    deaths: null,
    new_cases: 1,
    new_deaths: null,
    cases_7d: 7 + i,
    deaths_7d: null,
    incomplete: i >= incompleteFrom,
  }))
  return {
    region: 'X',
    region_name: 'X',
    data_as_of: dayAfter('2026-01-01', days - 1),
    actual,
  } as unknown as RegionChart
}

describe('points of a region’s charts', () => {
  it('put each forecast on the day it speaks of, over the end of a month and of February', () => {
    const bands: Bands = {
      at: [1, 7],
      lower95: [1, 2],
      lower80: [1, 2],
      lower50: [2, 3],
      median: [3, 4],
      upper50: [4, 5],
      upper80: [5, 6],
      upper95: [6, 7],
    }
    const points = forecastPoints(bands, '2028-02-28')
    expect(points.map(({ day }) => day)).toEqual(['2028-02-29', '2028-03-06'])
    expect(points[1]).toEqual({ day: '2028-03-06', low95: 2, low50: 3, median: 4, high50: 5, high95: 7 })
  })

  it('show whole weeks that end on the last day of data and never overlap', () => {
    const weeks = actualPoints(chartOf(60), 'cases', 'weekly')
    expect(weeks).toHaveLength(8)
    expect(weeks.at(-1)?.day).toBe(dayAfter('2026-01-01', 59))
    for (const [i, week] of weeks.entries()) {
      const next = weeks[i + 1]
      if (next) expect(dayAfter(week.day, 7)).toBe(next.day)
    }
  })

  it('say which day is incomplete, and with it the week that it belongs to', () => {
    const chart = chartOf(30, 29)
    const unfinished = (view: 'weekly' | 'cumulative') =>
      actualPoints(chart, 'cases', view).flatMap(({ day, incomplete }) => (incomplete ? [day] : []))
    expect(unfinished('cumulative')).toEqual([dayAfter('2026-01-01', 29)])
    expect(unfinished('weekly')).toEqual([dayAfter('2026-01-01', 29)])
    expect(actualPoints(chartOf(30), 'cases', 'weekly').some(({ incomplete }) => incomplete)).toBe(false)
  })

  it('leave out a first week that is not whole', () => {
    expect(actualPoints(chartOf(13), 'cases', 'weekly')).toHaveLength(1)
    expect(actualPoints(chartOf(6), 'cases', 'weekly')).toHaveLength(0)
  })

  it('say nothing where nothing is known', () => {
    expect(actualPoints(chartOf(8), 'deaths', 'cumulative').every(({ value }) => value === null)).toBe(true)
  })
})
