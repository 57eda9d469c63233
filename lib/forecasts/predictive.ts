import type { PredictiveTrajectories } from './engine.ts'
import { weightedQuantiles, weightWhere } from './quantiles.ts'
import { DAYS_PER_WEEK } from './weekly.ts'

/** New counts in one week ahead (0 is the first), one value a path. */
export function weekAhead(trajectories: PredictiveTrajectories, week: number): Float64Array {
  const { weights, weekly, horizonWeeks } = trajectories
  const values = new Float64Array(weights.length)
  for (let p = 0; p < values.length; p++) values[p] = weekly[p * horizonWeeks + week] as number
  return values
}

/**
 * Cumulative counts on every day ahead, by path: the sum along each path, never a sum of quantiles.
 *
 * @param base cumulative count on the last day of data.
 * @returns one array of path values per day, day 1 first.
 */
export function cumulativeByDay(trajectories: PredictiveTrajectories, base: number): Float64Array[] {
  const { weights, weekly, dayShares, horizonWeeks } = trajectories
  const running = new Float64Array(weights.length).fill(base)
  const days: Float64Array[] = []
  for (let week = 0; week < horizonWeeks; week++) {
    for (let day = 0; day < DAYS_PER_WEEK; day++) {
      const share = dayShares[day] as number
      for (let p = 0; p < running.length; p++) {
        running[p] = (running[p] as number) + share * (weekly[p * horizonWeeks + week] as number)
      }
      days.push(running.slice())
    }
  }
  return days
}

export function quantilesOf(
  trajectories: PredictiveTrajectories,
  values: Float64Array,
  levels: readonly number[],
): Float64Array {
  return weightedQuantiles(values, trajectories.weights, levels)
}

export function probability(
  trajectories: PredictiveTrajectories,
  values: Float64Array,
  test: (value: number) => boolean,
): number {
  return weightWhere(values, trajectories.weights, test)
}

/**
 * The same distribution moved, week by week on the fourth-root scale, so that its medians are those given: how the
 * uncertainty of a forecaster that gives only points is expressed with the engine's own past errors.
 */
export function recentred(
  trajectories: PredictiveTrajectories,
  medians: readonly number[],
): PredictiveTrajectories {
  const weekly = trajectories.weekly.slice()
  const { horizonWeeks, weights } = trajectories
  for (let week = 0; week < horizonWeeks; week++) {
    const median = quantilesOf(trajectories, weekAhead(trajectories, week), [0.5])[0] as number
    const shift = Math.max(0, medians[week] ?? 0) ** 0.25 - median ** 0.25
    for (let p = 0; p < weights.length; p++) {
      const i = p * horizonWeeks + week
      weekly[i] = Math.max(0, (weekly[i] as number) ** 0.25 + shift) ** 4
    }
  }
  return { ...trajectories, weekly }
}
