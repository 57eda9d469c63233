import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  changeBetween,
  type DailySeries,
  EMPTY_SERIES,
  lastDay,
  overlay,
  upTo,
  valueAt,
} from './daily-series.ts'

const value = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.constant(Number.NaN))
const series: fc.Arbitrary<DailySeries> = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.array(value, { maxLength: 10 }))
  .map(([startDay, values]) => ({ startDay, values: Float64Array.from(values) }))

const asMap = ({ startDay, values }: DailySeries) =>
  new Map([...values].flatMap((one, i) => (Number.isNaN(one) ? [] : [[startDay + i, one] as const])))

describe('what is stored of an import', () => {
  test('laid over what was known gives exactly the known days with the read ones replaced', () => {
    fc.assert(
      fc.property(series, series, (known, read) => {
        const { segment } = changeBetween(known, read)
        const after = overlay(segment ? [known, segment] : [known])
        expect(asMap(after)).toEqual(new Map([...asMap(known), ...asMap(read)].sort((a, b) => a[0] - b[0])))
      }),
    )
  })

  test('is nothing when everything is known, and counts every value once', () => {
    fc.assert(
      fc.property(series, series, (known, read) => {
        const { segment, added, changed, unchanged } = changeBetween(known, read)
        expect(added + changed + unchanged).toBe(asMap(read).size)
        expect(segment === null).toBe(added + changed === 0)
        const again = changeBetween(overlay(segment ? [known, segment] : [known]), read)
        expect(again).toMatchObject({ segment: null, added: 0, changed: 0 })
      }),
    )
  })

  test('reaches from the first to the last day that differs, and no further', () => {
    const known = { startDay: 10, values: Float64Array.of(1, 2, 3, 4, 5) }
    const read = { startDay: 10, values: Float64Array.of(1, 20, 3, 40, 5) }
    expect(changeBetween(known, read)).toEqual({
      segment: { startDay: 11, values: Float64Array.of(20, 3, 40) },
      added: 0,
      changed: 2,
      unchanged: 3,
    })
  })
})

test('a series cut at a day holds nothing after it', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: -2, max: 20 }), (whole, day) => {
      const cut = upTo(whole, day)
      expect(asMap(cut)).toEqual(new Map([...asMap(whole)].filter(([at]) => at <= day)))
      expect(lastDay(cut) ?? day).toBeLessThanOrEqual(day)
    }),
  )
})

test('an empty series has no last day and no values', () => {
  expect(lastDay(EMPTY_SERIES)).toBeNull()
  expect(valueAt(EMPTY_SERIES, 0)).toBeNull()
  expect(overlay([])).toEqual(EMPTY_SERIES)
})
