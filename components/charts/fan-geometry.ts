import { formatCompact } from '../ui/format-number.ts'
import { bandPath, linearScale, linePath, type Place, ticksFromZero } from './scale.ts'

/** Geometry of the fan chart: pure numbers in, pixels and percentages out. x is in thousandths of the width. */

export interface ActualPoint {
  /** ISO day, e.g. "2026-02-09". */
  day: string
  /** null where nothing was reported: the line breaks, nothing is invented. */
  value: number | null
  /** Reports for this day, or for the period that ends on it, are still coming in. */
  incomplete?: boolean
}

export interface ForecastPoint {
  day: string
  median: number
  low50: number
  high50: number
  low95: number
  high95: number
}

export interface FanPoint {
  kind: 'actual' | 'forecast'
  day: string
  x: number
  y: number
  index: number
}

export interface AxisTick {
  at: number
  label: string
  /** Left out where there is little room. */
  minor: boolean
}

export interface FanGeometry {
  width: number
  height: number
  actualLine: string
  medianLine: string
  band50: string
  band95: string
  /** Every point that has a value, in order of time. */
  points: FanPoint[]
  xTicks: AxisTick[]
  yTicks: AxisTick[]
  /** Where the forecast begins: half-way between the last actual and the first forecast day; null without a forecast. */
  forecastStart: number | null
  /** The span of the incomplete days or weeks, null when all are complete. */
  incomplete: { from: number; to: number } | null
  /** Labels at the right end, apart from each other. */
  endLabels: { text: string; y: number }[]
}

export const FAN_WIDTH = 1000
const DAY_MS = 86_400_000
const LABEL_GAP = 15
const TOP = 22
const BOTTOM = 4

/** Midnight UTC of an ISO day, in ms; NaN for anything else. */
export function dayMs(day: string): number {
  return Date.parse(`${day.slice(0, 10)}T00:00:00Z`)
}

/**
 * Lays out a fan chart of the given height. Points with a day that cannot be read are left out; bands whose ends are
 * crossed are put in order; the value axis starts at zero because these are counts.
 */
export function fanGeometry(
  actual: readonly ActualPoint[],
  forecast: readonly ForecastPoint[],
  height: number,
): FanGeometry | null {
  const past = actual.filter((point) => Number.isFinite(dayMs(point.day)))
  const ahead = forecast.filter((point) => Number.isFinite(dayMs(point.day)) && Number.isFinite(point.median))
  const days = [...past, ...ahead].map((point) => dayMs(point.day))
  const values = [
    ...past.map((point) => point.value ?? 0),
    ...ahead.map((point) => Math.max(point.high95, point.median)),
  ]
  if (days.length === 0) return null

  const first = Math.min(...days)
  const last = Math.max(...days, first + DAY_MS)
  const ticks = ticksFromZero(Math.max(...values.filter(Number.isFinite), 0), 4)
  const x = linearScale([first, last], [0, FAN_WIDTH])
  const y = linearScale([0, ticks.at(-1) ?? 1], [height - BOTTOM, TOP])
  const at = (point: { day: string }) => x(dayMs(point.day))
  const band = (low: 'low50' | 'low95', high: 'high50' | 'high95') =>
    bandPath(
      ahead.map((point): Place => [at(point), y(Math.max(point[low], point[high]))]),
      ahead.map((point): Place => [at(point), y(Math.min(point[low], point[high]))]),
    )

  const points: FanPoint[] = [
    ...past.flatMap((point, index) =>
      isValue(point.value)
        ? [{ kind: 'actual' as const, day: point.day, x: at(point), y: y(point.value), index }]
        : [],
    ),
    ...ahead.map((point, index) => ({
      kind: 'forecast' as const,
      day: point.day,
      x: at(point),
      y: y(point.median),
      index,
    })),
  ]

  const lastActual = past.findLast((point) => isValue(point.value))
  const firstAhead = ahead[0]
  const forecastStart = firstAhead ? (at(lastActual ?? firstAhead) + at(firstAhead)) / 2 : null

  const unfinished = past.filter((point) => point.incomplete)
  const half = x(first + DAY_MS / 2)
  const from = unfinished[0]
  const to = unfinished.at(-1)
  // A point stands on the last day of what it counts, which is all that follows the point before it.
  const before = from && past[past.indexOf(from) - 1]
  const incomplete =
    from && to
      ? {
          from: before ? at(before) + half : Math.max(0, at(from) - half),
          to: Math.min(FAN_WIDTH, at(to) + half),
        }
      : null

  const end = ahead.at(-1)
  const endLabels = end
    ? spread(
        [
          { text: '95 %', y: y(Math.max(end.high95, end.low95)) },
          { text: '50 %', y: y(Math.max(end.high50, end.low50)) },
          { text: 'median', y: y(end.median) },
        ],
        LABEL_GAP,
        TOP,
        height - BOTTOM,
      )
    : []

  return {
    width: FAN_WIDTH,
    height,
    actualLine: linePath(past.map((point) => (isValue(point.value) ? [at(point), y(point.value)] : null))),
    medianLine: linePath(ahead.map((point) => [at(point), y(point.median)])),
    band50: band('low50', 'high50'),
    band95: band('low95', 'high95'),
    points,
    xTicks: dayTicks(first, last).map((tick, index, all) => ({
      at: x(tick.at),
      label: tick.label,
      // Three labels fit on a phone; the newest is always one of them.
      minor: (all.length - 1 - index) % Math.ceil(all.length / 3) !== 0,
    })),
    yTicks: ticks.map((value) => ({ at: y(value), label: formatCompact(value, 1), minor: false })),
    forecastStart,
    incomplete,
    endLabels,
  }
}

function isValue(value: number | null): value is number {
  return value !== null && Number.isFinite(value)
}

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const monthOnly = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const MOST_TICKS = 8

/** Days worth a label: week by week over a few weeks, then by month, quarter and year; the year where it begins. */
export function dayTicks(first: number, last: number): { at: number; label: string }[] {
  const spanDays = Math.round((last - first) / DAY_MS)
  for (const step of [1, 2, 7, 14]) {
    if (spanDays / step <= MOST_TICKS) {
      const ticks: { at: number; label: string }[] = []
      // Counted from the end, so that the newest day always has its label.
      for (let at = last; at >= first; at -= step * DAY_MS) ticks.unshift({ at, label: short.format(at) })
      return ticks
    }
  }
  const months = spanDays / 30.44
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((candidate) => months / candidate <= MOST_TICKS) ?? 240
  const ticks: { at: number; label: string }[] = []
  const start = new Date(first)
  const zero = start.getUTCFullYear() * 12 + start.getUTCMonth()
  for (let month = Math.ceil(zero / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (at > last) return ticks
    if (at < first) continue
    const year = String(Math.floor(month / 12))
    ticks.push({ at, label: month % 12 === 0 ? (step >= 12 ? year : `Jan ${year}`) : monthOnly.format(at) })
  }
}

/** Moves labels apart by at least `gap`, keeping their order and staying between `top` and `bottom`. */
export function spread<Label extends { y: number }>(
  labels: readonly Label[],
  gap: number,
  top: number,
  bottom: number,
): Label[] {
  const placed = labels.map((label) => ({ ...label, y: Math.min(Math.max(label.y, top), bottom) }))
  for (let i = 1; i < placed.length; i += 1) {
    const above = placed[i - 1]
    const here = placed[i]
    if (above && here) here.y = Math.max(here.y, above.y + gap)
  }
  const overflow = (placed.at(-1)?.y ?? 0) - bottom
  if (overflow > 0) {
    for (let i = placed.length - 1; i >= 0; i -= 1) {
      const below = placed[i + 1]
      const here = placed[i]
      if (here) here.y = Math.min(here.y, below ? below.y - gap : bottom)
    }
  }
  return placed
}

/** The point nearest to `x` (thousandths of the width): what the pointer means. */
export function nearestPoint(points: readonly FanPoint[], x: number): number {
  let best = -1
  let distance = Number.POSITIVE_INFINITY
  points.forEach((point, index) => {
    const away = Math.abs(point.x - x)
    if (away < distance) {
      best = index
      distance = away
    }
  })
  return best
}
