import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HUB_LEVELS, weightedQuantiles, weightWhere } from './quantiles.ts'

const sample = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0.001, max: 10, noNaN: true })),
  {
    minLength: 1,
    maxLength: 60,
  },
)

test('quantiles never fall from level to level and stay within the sample', () => {
  fc.assert(
    fc.property(sample, (pairs) => {
      const values = Float64Array.from(pairs, ([value]) => value)
      const weights = Float64Array.from(pairs, ([, weight]) => weight)
      const quantiles = weightedQuantiles(values, weights, HUB_LEVELS)
      const low = Math.min(...values)
      const high = Math.max(...values)
      for (const [i, quantile] of quantiles.entries()) {
        expect(quantile).toBeGreaterThanOrEqual(quantiles[i - 1] ?? low)
        expect(quantile).toBeLessThanOrEqual(high)
      }
    }),
  )
})

test('weights count as repetitions do, and their sum does not matter', () => {
  const repeated = weightedQuantiles(Float64Array.of(1, 2, 2, 2, 5), new Float64Array(5).fill(1), [0.5])
  const weighted = weightedQuantiles(Float64Array.of(5, 1, 2), Float64Array.of(10, 10, 30), [0.5])
  expect(repeated[0]).toBe(2)
  expect(weighted[0]).toBe(2)
})

test('the median of two equally likely values lies between them', () => {
  expect(weightedQuantiles(Float64Array.of(4, 2), Float64Array.of(1, 1), [0.25, 0.5, 0.75])).toEqual(
    Float64Array.of(2, 3, 4),
  )
})

test('an empty sample has no quantiles, and gives every event probability zero', () => {
  expect(weightedQuantiles(new Float64Array(0), new Float64Array(0), [0.5])[0]).toBeNaN()
  expect(weightWhere(new Float64Array(0), new Float64Array(0), () => true)).toBe(0)
})
