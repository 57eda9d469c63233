import { formatNumber } from '../ui/format-number.ts'
import { formatDay } from '../ui/format-time.ts'
import { ChartTable } from './chart-frame.tsx'
import type { ActualPoint, ForecastPoint } from './fan-geometry.ts'

/** The numbers of a fan chart, newest first. */
export function FanTable({
  label,
  unit,
  actual,
  forecast,
}: {
  label: string
  unit: string
  actual: readonly ActualPoint[]
  forecast: readonly ForecastPoint[]
}) {
  const range = (low: number, high: number) =>
    `${formatNumber(Math.min(low, high))}–${formatNumber(Math.max(low, high))}`
  return (
    <ChartTable
      label={label}
      head={['Day', `Reported (${unit})`, `Forecast median (${unit})`, '50 % interval', '95 % interval']}
      rows={[
        ...forecast.toReversed().map((point) => ({
          key: `f${point.day}`,
          cells: [
            formatDay(point.day),
            '',
            formatNumber(point.median),
            range(point.low50, point.high50),
            range(point.low95, point.high95),
          ],
        })),
        ...actual.toReversed().map((point) => ({
          key: `a${point.day}`,
          muted: point.incomplete,
          cells: [
            formatDay(point.day),
            `${point.value === null ? 'no data' : formatNumber(point.value)}${point.incomplete ? ', incomplete' : ''}`,
            '',
            '',
            '',
          ],
        })),
      ]}
    />
  )
}
