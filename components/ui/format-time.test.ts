import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absoluteTime, clockTime, formatDay, relativeTime } from './format-time.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0)
const ago = (ms: number) => relativeTime(NOW - ms, NOW).text

describe('times', () => {
  test('ages grow from seconds to a date', () => {
    expect(ago(900)).toBe('just now')
    expect(ago(12_000)).toBe('12 s ago')
    expect(ago(5 * 60_000)).toBe('5 min ago')
    expect(ago(3 * 3_600_000)).toBe('3 h ago')
    expect(ago(86_400_000)).toBe('1 day ago')
    expect(ago(6 * 86_400_000)).toBe('6 days ago')
    expect(ago(30 * 86_400_000)).toBe('22 Oct')
    expect(ago(400 * 86_400_000)).toBe('17 Oct 2025')
  })

  test('a moment ahead reads as one', () => {
    expect(relativeTime(NOW + 90_000, NOW).text).toBe('in 1 min')
  })

  test('the text is true until the moment it asks to be renewed, and changes then', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 6.9 * 86_400_000 }), (age) => {
        const at = NOW - age
        const { text, nextChangeMs } = relativeTime(at, NOW)
        expect(nextChangeMs).not.toBeNull()
        const next = nextChangeMs ?? 0
        if (next > 250) expect(relativeTime(at, NOW + next - 1).text).toBe(text)
        expect(relativeTime(at, NOW + next).text).not.toBe(text)
      }),
    )
  })

  test('the full moment names its zone', () => {
    expect(absoluteTime(NOW, 'UTC')).toBe('21 Nov 2026, 12:00:00 UTC')
    expect(clockTime(NOW, 'Asia/Tokyo')).toBe('21:00')
  })

  test('a calendar day is the same day in every time zone', () => {
    expect(formatDay('2026-02-09')).toBe('9 Feb 2026')
  })

  test('what is no time is "no data"', () => {
    expect(relativeTime(Number.NaN, NOW).text).toBe('no data')
    expect(absoluteTime(Number.NaN)).toBe('no data')
    expect(formatDay('yesterday')).toBe('no data')
  })
})
