import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dampedDrift, HORIZON_WEEKS } from './engine.ts'
import { cumulativeByDay, quantilesOf, recentred, weekAhead } from './predictive.ts'
import { HUB_LEVELS } from './quantiles.ts'
import { dayShares, weeklySums } from './weekly.ts'

const daily = (length: number, value: (day: number) => number) =>
  Float64Array.from({ length }, (_, day) => value(day))
const median = (history: Float64Array, week: number) => {
  const trajectories = dampedDrift(history)
  return quantilesOf(trajectories, weekAhead(trajectories, week), [0.5])[0] as number
}

const strange = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1e6 }) },
  fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, -50),
)

describe('whatever the history', () => {
  test('quantiles are sorted, finite, ≥ 0 and at most ten times the highest of the last 52 weeks', () => {
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 200 }), (values) => {
        const history = Float64Array.from(values)
        const trajectories = dampedDrift(history)
        const cap = 10 * Math.max(0, ...weeklySums(history).slice(-52))
        expect(trajectories.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
        for (let week = 0; week < HORIZON_WEEKS; week++) {
          const quantiles = quantilesOf(trajectories, weekAhead(trajectories, week), HUB_LEVELS)
          for (const [i, quantile] of quantiles.entries()) {
            expect(Number.isFinite(quantile)).toBe(true)
            expect(quantile).toBeGreaterThanOrEqual(quantiles[i - 1] ?? 0)
            expect(quantile).toBeLessThanOrEqual(cap * (1 + 1e-12))
          }
        }
      }),
    )
  })

  test('the same history gives the same forecast, and is not changed by it', () => {
    const history = daily(150, (day) => 100 + 80 * Math.sin(day / 20) + (day % 7) * 9)
    const copy = history.slice()
    expect(dampedDrift(history)).toEqual(dampedDrift(history))
    expect(history).toEqual(copy)
  })
})

describe('the forecast', () => {
  test('of nothing is nothing', () => {
    expect(Math.max(...dampedDrift(daily(200, () => 0)).weekly)).toBe(0)
    expect(Math.max(...dampedDrift(new Float64Array(0)).weekly)).toBe(0)
  })

  test('of a constant series stays there, and is not certain of it', () => {
    const trajectories = dampedDrift(daily(200, () => 100))
    const [low, middle, high] = quantilesOf(trajectories, weekAhead(trajectories, 0), [0.025, 0.5, 0.975])
    expect(middle).toBeCloseTo(700, 0)
    expect(low).toBeLessThan(690)
    expect(high).toBeGreaterThan(710)
  })

  test('goes on growing where cases grow, more slowly with every week', () => {
    const history = daily(210, (day) => 50 * 1.02 ** day)
    const weeks = weeklySums(history)
    const last = (weeks.at(-1) as number) ** 0.25
    const path = [0, 1, 2, 3].map((week) => median(history, week) ** 0.25)
    expect(path[0]).toBeGreaterThan(last)
    const steps = path.map((value, i) => value - (path[i - 1] ?? last))
    for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeLessThan(steps[i - 1] as number)
  })

  test('falls where cases fall, and not below zero', () => {
    const history = daily(210, (day) => 5000 * 0.97 ** day)
    expect(median(history, 0)).toBeLessThan(weeklySums(history).at(-1) as number)
  })

  test('is less sure further ahead, and after a wilder past', () => {
    const width = (history: Float64Array, week: number) => {
      const trajectories = dampedDrift(history)
      const [low, high] = quantilesOf(trajectories, weekAhead(trajectories, week), [0.1, 0.9])
      return (high as number) - (low as number)
    }
    const calm = daily(300, (day) => 100 + 5 * Math.sin(day / 11))
    const wild = daily(300, (day) => 100 + 70 * Math.sin(day / 11))
    expect(width(calm, 3)).toBeGreaterThan(width(calm, 0))
    expect(width(wild, 1)).toBeGreaterThan(2 * width(calm, 1))
  })

  test('of five days of data is there, wide, and has no record', () => {
    const trajectories = dampedDrift(Float64Array.of(10, 12, 9, 11, 13))
    const [low, middle, high] = quantilesOf(trajectories, weekAhead(trajectories, 1), [0.025, 0.5, 0.975])
    expect(middle).toBeCloseTo(77, 0)
    expect((high as number) / Math.max(1, low as number)).toBeGreaterThan(1.5)
    expect(trajectories.trackRecord).toEqual({ hits: 0, n: 0 })
  })

  test('knows how often its own median was right two weeks ahead', () => {
    const steady = dampedDrift(daily(420, () => 50)).trackRecord
    expect(steady).toEqual({ hits: steady.n, n: 52 })
    const erratic = dampedDrift(daily(420, (day) => (Math.floor(day / 14) % 2 === 0 ? 10 : 1000))).trackRecord
    expect(erratic.hits / erratic.n).toBeLessThan(0.3)
  })
})

describe('days', () => {
  test('of a week follow the reporting of the last eight weeks and add up to it', () => {
    const history = daily(140, (day) => (day % 7 === 6 ? 0 : 100))
    const shares = dayShares(history)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(shares[6]).toBeLessThan((shares[0] as number) / 4)
    const trajectories = dampedDrift(history)
    const days = cumulativeByDay(trajectories, 1000)
    expect(days).toHaveLength(28)
    const endOfWeek = (days[6] as Float64Array)[0] as number
    expect(endOfWeek - 1000).toBeCloseTo(trajectories.weekly[0] as number, 6)
  })

  test('are summed along each path: cumulative counts never fall, and are narrower than a sum of quantiles', () => {
    const trajectories = dampedDrift(daily(300, (day) => 100 + 60 * Math.sin(day / 9)))
    const days = cumulativeByDay(trajectories, 0)
    for (let p = 0; p < trajectories.weights.length; p++) {
      for (let day = 1; day < days.length; day++) {
        expect(days[day]?.[p]).toBeGreaterThanOrEqual(days[day - 1]?.[p] as number)
      }
    }
    const upper = quantilesOf(trajectories, days[27] as Float64Array, [0.975])[0] as number
    const sumOfUppers = [0, 1, 2, 3].reduce(
      (sum, week) => sum + (quantilesOf(trajectories, weekAhead(trajectories, week), [0.975])[0] as number),
      0,
    )
    expect(upper).toBeLessThan(sumOfUppers)
  })
})

test('a recentred distribution has the medians asked for, and keeps an engine’s spread', () => {
  const trajectories = dampedDrift(daily(300, (day) => 100 + 60 * Math.sin(day / 9)))
  const moved = recentred(trajectories, [2000, 3000, 100, 50])
  for (const [week, wanted] of [2000, 3000, 100, 50].entries()) {
    const [low, middle, high] = quantilesOf(moved, weekAhead(moved, week), [0.1, 0.5, 0.9])
    expect((middle as number) / wanted).toBeCloseTo(1, 1)
    expect(high).toBeGreaterThan(low as number)
  }
})
