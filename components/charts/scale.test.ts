import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandPath, linearScale, linePath, ticksFromZero } from './scale.ts'

test('ticks start at zero, are evenly round, cover the data and are few', () => {
  expect(ticksFromZero(2_823, 4)).toEqual([0, 1000, 2000, 3000])
  expect(ticksFromZero(0.7, 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
  expect(ticksFromZero(5e-324, 4), 'nothing that could be drawn').toEqual(ticksFromZero(0, 4))
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (most) => {
      const ticks = ticksFromZero(most, 4)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1) ?? 0).toBeGreaterThanOrEqual(most * (1 - 1e-6))
      expect(ticks.at(-2) ?? 0).toBeLessThan(most)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.length).toBeLessThanOrEqual(5)
      const step = (ticks[1] ?? 0) / 10 ** Math.floor(Math.log10((ticks[1] ?? 1) * (1 + 1e-9)))
      expect([1, 2, 5].some((round) => Math.abs(step - round) < 1e-6)).toBe(true)
    }),
  )
})

test('no data, and data that are all zero, still give an axis', () => {
  expect(ticksFromZero(0, 4)).toEqual([0, 0.5, 1])
  expect(ticksFromZero(Number.NaN, 4)).toEqual([0, 0.5, 1])
})

test('a scale maps ends to ends, and a span of zero to its start', () => {
  const scale = linearScale([10, 20], [0, 100])
  expect([scale(10), scale(15), scale(20)]).toEqual([0, 50, 100])
  expect(linearScale([3, 3], [7, 9])(3)).toBe(7)
})

test('a line breaks where there is nothing, a band closes on itself', () => {
  expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe('M0.00,1.00L1.00,2.00M3.00,4.00')
  expect(
    bandPath(
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 5],
        [1, 6],
      ],
    ),
  ).toBe('M0.00,1.00L1.00,1.00L1.00,6.00L0.00,5.00Z')
  expect(bandPath([], [])).toBe('')
})
