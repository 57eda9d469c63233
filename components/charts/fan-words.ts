import { formatCompact, formatNumber, formatRange, NO_DATA } from '../ui/format-number.ts'
import { formatDay } from '../ui/format-time.ts'
import type { ActualPoint, FanPoint, ForecastPoint } from './fan-geometry.ts'

/** The same sentence for the ear and for the eye: "9 Feb 2026: 412 cases, forecast; 50 % 400–430, 95 % 380–450". */
export function describePoint(
  point: FanPoint,
  actual: readonly ActualPoint[],
  forecast: readonly ForecastPoint[],
  unit: string,
): string {
  const when = formatDay(point.day)
  if (point.kind === 'actual') {
    const found = actual.find((candidate) => candidate.day === point.day)
    const value = found?.value ?? null
    return `${when}: ${value === null ? NO_DATA : formatNumber(value)} ${unit}${found?.incomplete ? ', incomplete' : ''}`
  }
  const found = forecast.find((candidate) => candidate.day === point.day)
  if (!found) return `${when}: ${NO_DATA}`
  const range = (low: number, high: number) => formatRange(low, high, formatCompact).slice(1, -1)
  return `${when}: forecast ${formatNumber(found.median)} ${unit}, 50 % ${range(found.low50, found.high50)}, 95 % ${range(found.low95, found.high95)}`
}
