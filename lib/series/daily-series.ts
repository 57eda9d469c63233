/**
 * One value per day from `startDay` (days since 1970-01-01); NaN where the publisher gave none.
 */
export type DailySeries = { readonly startDay: number; readonly values: Float64Array }

export const EMPTY_SERIES: DailySeries = { startDay: 0, values: new Float64Array(0) }

/** Last day with a value, or null when there is none. */
export function lastDay(series: DailySeries): number | null {
  for (let i = series.values.length - 1; i >= 0; i--) {
    if (!Number.isNaN(series.values[i])) return series.startDay + i
  }
  return null
}

export function valueAt(series: DailySeries, day: number): number | null {
  const value = series.values[day - series.startDay]
  return value === undefined || Number.isNaN(value) ? null : value
}

/** The series up to and including a day: what a forecaster of that day may see. */
export function upTo(series: DailySeries, day: number): DailySeries {
  const length = Math.max(0, Math.min(series.values.length, day - series.startDay + 1))
  return { startDay: series.startDay, values: series.values.subarray(0, length) }
}

/**
 * Lays segments over each other in the order given (order of publication): a later value replaces an earlier
 * one, a later NaN leaves it alone.
 */
export function overlay(segments: readonly DailySeries[]): DailySeries {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const segment of segments) {
    if (segment.values.length === 0) continue
    from = Math.min(from, segment.startDay)
    to = Math.max(to, segment.startDay + segment.values.length)
  }
  if (to <= from) return EMPTY_SERIES
  const values = new Float64Array(to - from).fill(Number.NaN)
  for (const segment of segments) {
    const offset = segment.startDay - from
    for (let i = 0; i < segment.values.length; i++) {
      const value = segment.values[i] as number
      if (!Number.isNaN(value)) values[offset + i] = value
    }
  }
  return { startDay: from, values }
}

export type SeriesChange = {
  /** The values to store: from the first to the last day that is new or different. Null when nothing is. */
  readonly segment: DailySeries | null
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

/**
 * What a newly read series says that the known one does not. Days that the new one does not mention stay as they
 * are: publishers cut old days off, which is no retraction.
 */
export function changeBetween(known: DailySeries, read: DailySeries): SeriesChange {
  let added = 0
  let changed = 0
  let unchanged = 0
  let first = -1
  let last = -1
  const shift = read.startDay - known.startDay
  for (let i = 0; i < read.values.length; i++) {
    const value = read.values[i] as number
    if (Number.isNaN(value)) continue
    const before = known.values[i + shift]
    if (before === value) {
      unchanged++
      continue
    }
    if (before === undefined || Number.isNaN(before)) added++
    else changed++
    if (first < 0) first = i
    last = i
  }
  const segment =
    first < 0 ? null : { startDay: read.startDay + first, values: read.values.slice(first, last + 1) }
  return { segment, added, changed, unchanged }
}
