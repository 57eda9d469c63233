/** New counts per day; no NaN. The last element is the last day of data. */
export type DailyIncidence = Float64Array

export const DAYS_PER_WEEK = 7

/**
 * Seven-day sums that end on the last day of data, oldest first; up to six days at the start that fill no week are
 * left out. Fewer than seven days in all give one week at the daily mean. Negative or non-finite days count as 0.
 */
export function weeklySums(daily: DailyIncidence): Float64Array {
  if (daily.length === 0) return new Float64Array(0)
  if (daily.length < DAYS_PER_WEEK) {
    let sum = 0
    for (const value of daily) sum += usable(value)
    return Float64Array.of((sum / daily.length) * DAYS_PER_WEEK)
  }
  const weeks = Math.floor(daily.length / DAYS_PER_WEEK)
  const offset = daily.length - weeks * DAYS_PER_WEEK
  const sums = new Float64Array(weeks)
  for (let w = 0; w < weeks; w++) {
    let sum = 0
    for (let d = 0; d < DAYS_PER_WEEK; d++) sum += usable(daily[offset + w * DAYS_PER_WEEK + d] as number)
    sums[w] = sum
  }
  return sums
}

function usable(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0
}

const WEEKS_FOR_SHARES = 8

/**
 * Which part of a week falls on each of the seven days after the last day of data, from the last eight weeks. One
 * evenly spread week of their mean is mixed in, so that few data give nearly even days. Sums to 1.
 */
export function dayShares(daily: DailyIncidence): Float64Array {
  const shares = new Float64Array(DAYS_PER_WEEK)
  const weeks = Math.min(WEEKS_FOR_SHARES, Math.floor(daily.length / DAYS_PER_WEEK))
  const from = daily.length - weeks * DAYS_PER_WEEK
  let total = 0
  for (let i = from; i < daily.length; i++) {
    const value = usable(daily[i] as number)
    const day = (i - from) % DAYS_PER_WEEK
    shares[day] = (shares[day] as number) + value
    total += value
  }
  if (total === 0) return shares.fill(1 / DAYS_PER_WEEK)
  const even = total / weeks / DAYS_PER_WEEK
  for (let d = 0; d < DAYS_PER_WEEK; d++) {
    shares[d] = ((shares[d] as number) + even) / (total + even * DAYS_PER_WEEK)
  }
  return shares
}
