import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActualPoint,
  dayTicks,
  FAN_WIDTH,
  type ForecastPoint,
  fanGeometry,
  nearestPoint,
  spread,
} from './fan-geometry.ts'

const DAY = 86_400_000
const T0 = Date.UTC(2026, 0, 1)
const iso = (offset: number) => new Date(T0 + offset * DAY).toISOString().slice(0, 10)

const actual: ActualPoint[] = Array.from({ length: 10 }, (_, i) => ({
  day: iso(i),
  value: i === 4 ? null : 100 + i,
  incomplete: i >= 8,
}))
const forecast: ForecastPoint[] = Array.from({ length: 5 }, (_, i) => ({
  day: iso(10 + i),
  median: 110,
  low50: 100,
  high50: 120,
  low95: 80,
  high95: 140,
}))

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('expected a value')
  return value
}

describe('the fan chart', () => {
  test('runs from the first to the last day over the whole width', () => {
    const { points } = must(fanGeometry(actual, forecast, 280))
    expect(points[0]?.x).toBe(0)
    expect(points.at(-1)?.x).toBe(FAN_WIDTH)
  })

  test('a day without a report breaks the line and has no point', () => {
    const { points, actualLine } = must(fanGeometry(actual, forecast, 280))
    expect(points.filter((point) => point.kind === 'actual')).toHaveLength(9)
    expect(actualLine.match(/M/g)).toHaveLength(2)
  })

  test('the forecast begins between the last report and its first day', () => {
    const { points, forecastStart } = must(fanGeometry(actual, forecast, 280))
    const last = must(points.findLast((point) => point.kind === 'actual'))
    const next = must(points.find((point) => point.kind === 'forecast'))
    expect(must(forecastStart)).toBeGreaterThan(last.x)
    expect(must(forecastStart)).toBeLessThan(next.x)
    expect(must(fanGeometry(actual, [], 280)).forecastStart).toBeNull()
  })

  test('the hatch covers the incomplete days and no other', () => {
    const { incomplete, points } = must(fanGeometry(actual, forecast, 280))
    const x = (day: string) => must(points.find((point) => point.day === day)).x
    const { from, to } = must(incomplete)
    expect(from).toBeGreaterThan(x(iso(7)))
    expect(from).toBeLessThan(x(iso(8)))
    expect(to).toBeGreaterThan(x(iso(9)))
    expect(to).toBeLessThan(x(iso(10)))
  })

  test('the hatch of a week covers its seven days', () => {
    const weeks = [6, 13, 20].map((at) => ({ day: iso(at), value: 100, incomplete: at === 20 }))
    const { incomplete } = must(fanGeometry(weeks, [{ ...must(forecast[0]), day: iso(27) }], 280))
    const { from, to } = must(incomplete)
    const days = (x: number) => (x / FAN_WIDTH) * 21 + 6
    expect([days(from), days(to)]).toEqual([expect.closeTo(13.5), expect.closeTo(20.5)])
  })

  test('zero is the foot of the value axis, so that heights compare', () => {
    const { yTicks, height } = must(fanGeometry(actual, forecast, 280))
    expect(yTicks[0]?.label).toBe('0')
    expect(yTicks[0]?.at).toBeCloseTo(height - 4)
  })

  test('any data gives a drawing without NaN, inside its frame', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }))
    const point = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), fc.array(point, { maxLength: 30 }), (values, fans) => {
        const past = values.map((v, i) => ({ day: iso(i), value: v, incomplete: i % 3 === 0 }))
        const ahead = fans.map(([a = 0, b = 0, c = 0, d = 0, e = 0], i) => ({
          day: iso(values.length + i),
          median: a,
          low50: b,
          high50: c,
          low95: d,
          high95: Math.max(a, b, c, d, e),
        }))
        const drawn = fanGeometry(past, ahead, 280)
        if (past.length + ahead.length === 0) {
          expect(drawn).toBeNull()
          return
        }
        const { points, endLabels, incomplete, ...paths } = must(drawn)
        expect(JSON.stringify(paths)).not.toMatch(/NaN|null,"at"|Infinity/)
        for (const { x, y } of points) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(FAN_WIDTH)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(280)
        }
        for (let i = 1; i < endLabels.length; i += 1) {
          expect(must(endLabels[i]).y - must(endLabels[i - 1]).y).toBeGreaterThanOrEqual(15 - 1e-9)
        }
        if (incomplete) expect(incomplete.to).toBeGreaterThanOrEqual(incomplete.from)
      }),
    )
  })

  test('days that cannot be read are left out', () => {
    expect(fanGeometry([{ day: 'soon', value: 3 }], [], 280)).toBeNull()
  })
})

describe('labels', () => {
  test('of days are few enough to read, whatever the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const ticks = dayTicks(T0, T0 + days * DAY)
        expect(ticks.length).toBeLessThanOrEqual(10)
        expect(ticks.length).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  test('keep their order and their distance when they are moved apart', () => {
    const placed = spread([{ y: 50 }, { y: 52 }, { y: 53 }], 15, 20, 200)
    expect(placed.map((label) => label.y)).toEqual([50, 65, 80])
    expect(spread([{ y: 198 }, { y: 199 }], 15, 20, 200).map((label) => label.y)).toEqual([185, 200])
  })
})

test('the pointer means the nearest point', () => {
  const { points } = must(fanGeometry(actual, forecast, 280))
  expect(points[nearestPoint(points, -50)]?.day).toBe(iso(0))
  expect(points[nearestPoint(points, 1e6)]?.day).toBe(iso(14))
  expect(nearestPoint([], 5)).toBe(-1)
})
