import { formatDay } from '../ui/format-time.ts'
import { Num } from '../ui/number.tsx'
import type { ActualPoint, FanPoint, ForecastPoint } from './fan-geometry.ts'

/** The numbers of the point under the pointer or the focus; at rest, where the forecast ends. Always the same height. */
export function FanReadout({
  point,
  actual,
  forecast,
  unit,
}: {
  point: FanPoint | null | undefined
  actual: readonly ActualPoint[]
  forecast: readonly ForecastPoint[]
  unit: string
}) {
  const ahead = point
    ? point.kind === 'forecast'
      ? forecast.find((candidate) => candidate.day === point.day)
      : undefined
    : forecast.at(-1)
  const past = ahead
    ? undefined
    : point
      ? actual.find((candidate) => candidate.day === point.day)
      : actual.findLast((candidate) => candidate.value !== null)
  const found = ahead ?? past
  return (
    <p className="flex min-h-[2lh] flex-wrap content-start items-baseline gap-x-2 sm:min-h-[1lh]">
      {found ? <span className="text-ink-3">{formatDay(found.day)}</span> : null}
      {ahead ? (
        <>
          <span>
            <Num value={ahead.median} low={ahead.low95} high={ahead.high95} className="font-semibold" />{' '}
            {unit}
          </span>
          <span className="text-ink-3 text-sm">
            forecast, 95 % interval<span className="max-md:hidden">; 50 %: </span>
            <span className="max-md:hidden">
              <Num value={ahead.low50} />–<Num value={ahead.high50} />
            </span>
          </span>
        </>
      ) : past ? (
        <>
          <span>
            <Num
              value={past.value}
              full
              reason="Nothing was reported for this day."
              className="font-semibold"
            />{' '}
            {unit}
          </span>
          <span className="text-ink-3 text-sm">
            {past.incomplete ? 'reported so far, incomplete' : 'reported'}
          </span>
        </>
      ) : null}
    </p>
  )
}
