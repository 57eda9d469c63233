import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatChange,
  formatCompact,
  formatDuration,
  formatInterval,
  formatNumber,
  formatPercent,
} from './format-number.ts'

describe('numbers', () => {
  test('small counts are written in full, large ones with three significant digits', () => {
    expect(formatCompact(0)).toBe('0')
    expect(formatCompact(9_999)).toBe('9,999')
    expect(formatCompact(12_345)).toBe('12.3K')
    expect(formatCompact(-1_234_567)).toBe('-1.23M')
  })

  test('an interval puts its ends in order', () => {
    expect(formatInterval(412, 380, 450)).toBe('412 (380–450)')
    expect(formatInterval(412, 450, 380)).toBe('412 (380–450)')
  })

  test('what is not quite all or nothing never reads as it', () => {
    expect(formatPercent(0)).toBe('0 %')
    expect(formatPercent(1)).toBe('100 %')
    expect(formatPercent(0.0004)).toBe('< 0.1 %')
    expect(formatPercent(0.9996)).toBe('> 99.9 %')
    expect(formatPercent(0.995)).toBe('99.5 %')
    expect(formatPercent(0.417)).toBe('42 %')
  })

  test('durations and sizes take the unit that keeps them short', () => {
    expect(formatDuration(0.84)).toBe('0.8 ms')
    expect(formatDuration(140.4)).toBe('140 ms')
    expect(formatDuration(2_400)).toBe('2.4 s')
    expect(formatDuration(185_000)).toBe('3 min 05 s')
    expect(formatDuration(7_800_000)).toBe('2 h 10 min')
    expect(formatBytes(1_234_567)).toBe('1.2 MB')
    expect(formatBytes(512)).toBe('512 B')
  })

  test('a change carries its sign, and no change has none', () => {
    expect(formatChange(12.5)).toBe('+12.5')
    expect(formatChange(-3)).toBe('−3')
    expect(formatChange(0)).toBe('0')
  })

  test('what is no number is "no data", never NaN', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const format of [
        formatNumber,
        formatCompact,
        formatPercent,
        formatDuration,
        formatBytes,
        formatChange,
      ]) {
        expect(format(bad)).toBe('no data')
      }
      expect(formatInterval(1, bad, 2)).toBe('no data')
    }
  })

  test('a number in full reads back as itself, to the digit', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(Number(formatNumber(n).replaceAll(',', ''))).toBe(n)
      }),
    )
  })

  test('a duration never shows 60 of a smaller unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/(?<!\d)(60 (s|min)|1,?000 ms)/)
      }),
    )
  })
})
