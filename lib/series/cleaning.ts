import { type DailySeries, EMPTY_SERIES } from './daily-series.ts'
import { isoDay } from './days.ts'

export const CLEANING_KINDS = ['falling-count', 'gap', 'duplicate-date'] as const
export type CleaningKind = (typeof CLEANING_KINDS)[number]

/** What was corrected in one series, in total, with the first few places so that a person can look. */
export type Cleaning = {
  readonly kind: CleaningKind
  readonly count: number
  /** Sum of the absolute corrections, in the series' unit. */
  readonly magnitude: number
  readonly examples: readonly string[]
}

export type CleanSeries = { readonly incidence: DailySeries; readonly cleanings: readonly Cleaning[] }

const MAX_EXAMPLES = 5

/**
 * New counts per day from a published cumulative count.
 *
 * - A count that falls (a publisher's correction) gives 0 that day, never a negative; the published value stays.
 * - Days without a value share evenly what happened between the published days around them, so that sums hold.
 * - The first published day only sets the base: what happened before it is not that day's incidence.
 *
 * @returns incidence from the day after the first published value to the last one, without NaN.
 */
export function incidenceFromCumulative(cumulative: DailySeries): CleanSeries {
  const { values, startDay } = cumulative
  let first = 0
  while (first < values.length && Number.isNaN(values[first])) first++
  let end = values.length - 1
  while (end > first && Number.isNaN(values[end])) end--
  if (end <= first) return { incidence: EMPTY_SERIES, cleanings: [] }

  const incidence = new Float64Array(end - first)
  const falling = collector('falling-count')
  const gaps = collector('gap')
  let previous = first
  for (let i = first + 1; i <= end; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    const difference = value - (values[previous] as number)
    const days = i - previous
    if (difference < 0) {
      falling.add(-difference, () => `${isoDay(startDay + i)}: ${values[previous]} → ${value}`)
    }
    if (days > 1) {
      gaps.add(0, () => `${isoDay(startDay + previous + 1)} to ${isoDay(startDay + i - 1)}`)
    }
    const perDay = Math.max(0, difference) / days
    for (let day = previous + 1; day <= i; day++) incidence[day - first - 1] = perDay
    previous = i
  }
  return {
    incidence: { startDay: startDay + first + 1, values: incidence },
    cleanings: [falling.done(), gaps.done()].filter((cleaning) => cleaning.count > 0),
  }
}

function collector(kind: CleaningKind) {
  let count = 0
  let magnitude = 0
  const examples: string[] = []
  return {
    add(size: number, place: () => string) {
      count++
      magnitude += size
      if (examples.length < MAX_EXAMPLES) examples.push(place())
    },
    done: (): Cleaning => ({ kind, count, magnitude, examples }),
  }
}
