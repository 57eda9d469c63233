import type { PredictiveTrajectories } from './engine.ts'
import { quantilesOf, weekAhead } from './predictive.ts'
import { BAND_LEVELS, HUB_LEVELS } from './quantiles.ts'
import type { Bands } from './schema.ts'
import { DAYS_PER_WEEK } from './weekly.ts'

/** Median and central intervals of path values, rounded to whole people; `step` days between two entries. */
export function bandsOf(
  trajectories: PredictiveTrajectories,
  days: readonly Float64Array[],
  step: number,
): Bands {
  const bands: Bands = {
    at: [],
    lower95: [],
    lower80: [],
    lower50: [],
    median: [],
    upper50: [],
    upper80: [],
    upper95: [],
  }
  const columns = [
    bands.lower95,
    bands.lower80,
    bands.lower50,
    bands.median,
    bands.upper50,
    bands.upper80,
    bands.upper95,
  ]
  for (const [index, values] of days.entries()) {
    bands.at.push((index + 1) * step)
    const quantiles = quantilesOf(trajectories, values, BAND_LEVELS)
    for (const [i, column] of columns.entries()) column.push(Math.round(quantiles[i] as number))
  }
  return bands
}

/** Bands of new counts in each of the weeks ahead. */
export function weeklyBands(trajectories: PredictiveTrajectories): Bands {
  const weeks = Array.from({ length: trajectories.horizonWeeks }, (_, week) => weekAhead(trajectories, week))
  return bandsOf(trajectories, weeks, DAYS_PER_WEEK)
}

/** The 23 quantiles of each week ahead, by which a forecast is scored. */
export function hubQuantiles(trajectories: PredictiveTrajectories): number[][] {
  return Array.from({ length: trajectories.horizonWeeks }, (_, week) =>
    Array.from(quantilesOf(trajectories, weekAhead(trajectories, week), HUB_LEVELS), (value) =>
      round(value, 1),
    ),
  )
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
