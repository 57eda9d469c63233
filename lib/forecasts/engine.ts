import { weightedQuantiles } from './quantiles.ts'
import { type DailyIncidence, dayShares, weeklySums } from './weekly.ts'

export const HORIZON_WEEKS = 4
export const HORIZON_DAYS = 28

/** Name under which the built-in engine answers where a provider's name is asked for. */
export const BUILTIN = 'builtin'

export type EngineOptions = { readonly horizonWeeks?: number }

/** How often the engine's own median, two weeks ahead, was within ±25 % in its past: hits of n. */
export type TrackRecord = { readonly hits: number; readonly n: number }

/**
 * A predictive distribution as weighted paths of weekly incidence. Whatever is asked of the future is computed along
 * the paths, so that sums and probabilities over several weeks are coherent.
 */
export type PredictiveTrajectories = {
  readonly horizonWeeks: number
  /** One weight a path; they sum to 1. */
  readonly weights: Float64Array
  /** Paths × weeks, row by row: new counts per week, ≥ 0. */
  readonly weekly: Float64Array
  /** Part of a week that falls on each of its seven days, counted from the day after the data end. */
  readonly dayShares: Float64Array
  /** New counts in the last seven days of data. */
  readonly lastWeek: number
  readonly weeksOfHistory: number
  readonly trackRecord: TrackRecord
}

export type Engine = (history: DailyIncidence, options?: EngineOptions) => PredictiveTrajectories

/** Damping of the drift per week ahead. */
const PHI = 0.6
/** Weight of the newest change in the smoothed drift. */
const SMOOTHING = 0.5
/** Weeks after which a past error counts half. */
const HALF_LIFE_WEEKS = 26
/** Past errors used at most; older ones weigh under 7 %. */
const MAX_ORIGINS = 104
/** Weeks that must precede an origin whose errors count. */
const MIN_WEEKS = 3
/** Nothing is predicted above this multiple of the last 52 weeks' maximum. */
const MAX_GROWTH = 10
const TRACK_WEEKS = 52
/** Weight of the prior paths, in past errors: they carry short histories and give long ones a little humility. */
const PRIOR_ERRORS = 6
/** Standard normal quantiles at (i + ½)/11: the prior's shape, without randomness. */
const PRIOR_SHAPE = [-1.691, -1.097, -0.748, -0.473, -0.23, 0, 0.23, 0.473, 0.748, 1.097, 1.691]

/**
 * Damped drift with residual quantiles.
 *
 * Weekly sums on the fourth-root scale (where counts have near-constant noise); the drift is an exponentially
 * smoothed weekly change, damped by φ = 0.6 per week ahead. Uncertainty is the engine's own record: every past week
 * is an origin, its whole error vector for weeks 1…H stays together as one path, newer ones weigh more. Each also
 * counts with its sign turned, which keeps the median at the damped drift. The predicted change over h weeks is kept
 * within the 2–98 % range of the changes that the series has made; the errors are not, because clipping them as well
 * costs coverage (60 countries of JHU CSSE, 95 % interval: 0.86 against 0.92 of the outcomes).
 *
 * Deterministic; any finite or non-finite input gives valid output. Cost O(weeks × horizon).
 */
export const dampedDrift: Engine = (history, options = {}) => {
  const horizon = options.horizonWeeks ?? HORIZON_WEEKS
  const weeks = weeklySums(history)
  const count = weeks.length
  const z = weeks.map((value) => value ** 0.25)
  const drift = smoothedDrift(z)
  const damping = cumulativeDamping(horizon)
  const bounds = changeBounds(z, horizon)
  const now = count - 1
  const level = z[now] ?? 0
  const lastWeek = weeks[now] ?? 0
  const cap = MAX_GROWTH * maximum(weeks.subarray(Math.max(0, count - 52)))

  const predict = (origin: number, h: number) => {
    const change = (drift[origin] as number) * (damping[h] as number)
    return Math.max(0, (z[origin] as number) + clamp(change, bounds, h))
  }

  const newest = count - 1 - horizon
  const oldest = Math.max(MIN_WEEKS - 1, newest - MAX_ORIGINS + 1)
  const origins = Math.max(0, newest - oldest + 1)
  const errors = 2 * origins
  const paths = errors + PRIOR_SHAPE.length
  const weights = new Float64Array(paths)
  const weekly = new Float64Array(paths * horizon)
  let totalWeight = 0
  for (let p = 0; p < errors; p++) {
    const origin = oldest + (p >> 1)
    const sign = p & 1 ? -1 : 1
    const weight = 0.5 ** ((newest - origin) / HALF_LIFE_WEEKS)
    weights[p] = weight
    totalWeight += weight
    for (let h = 0; h < horizon; h++) {
      const error = (z[origin + h + 1] as number) - predict(origin, h)
      weekly[p * horizon + h] = backToCount(predict(now, h) + sign * error, cap)
    }
  }
  // With a long record the prior keeps its few errors' worth; with none it is all there is.
  const priorWeight = PRIOR_ERRORS / PRIOR_SHAPE.length
  const noise = priorNoise(level)
  for (let k = 0; k < PRIOR_SHAPE.length; k++) {
    const p = errors + k
    weights[p] = priorWeight
    totalWeight += priorWeight
    for (let h = 0; h < horizon; h++) {
      const spread = (PRIOR_SHAPE[k] as number) * noise * Math.sqrt(h + 1)
      weekly[p * horizon + h] = count > 0 ? backToCount(predict(now, h) + spread, cap) : 0
    }
  }
  for (let p = 0; p < paths; p++) weights[p] = (weights[p] as number) / totalWeight
  return {
    horizonWeeks: horizon,
    weights,
    weekly,
    dayShares: dayShares(history),
    lastWeek,
    weeksOfHistory: count,
    trackRecord: trackRecord(weeks, predict),
  }
}

/** g ← ½g + ½Δz, at every week. */
function smoothedDrift(z: Float64Array): Float64Array {
  const drift = new Float64Array(z.length)
  for (let t = 1; t < z.length; t++) {
    const change = (z[t] as number) - (z[t - 1] as number)
    drift[t] = (1 - SMOOTHING) * (drift[t - 1] as number) + SMOOTHING * change
  }
  return drift
}

/** φ + φ² + … + φ^(h+1), per week ahead. */
function cumulativeDamping(horizon: number): Float64Array {
  const sums = new Float64Array(horizon)
  let sum = 0
  for (let h = 0; h < horizon; h++) {
    sum += PHI ** (h + 1)
    sums[h] = sum
  }
  return sums
}

type Bounds = { readonly low: Float64Array; readonly high: Float64Array }

const UNIT_WEIGHTS = new Float64Array(4096).fill(1)

/**
 * 2 % and 98 % quantiles of the changes over h weeks that the series has made, no change always among them; open while
 * there are under 12.
 */
function changeBounds(z: Float64Array, horizon: number): Bounds {
  const low = new Float64Array(horizon).fill(Number.NEGATIVE_INFINITY)
  const high = new Float64Array(horizon).fill(Number.POSITIVE_INFINITY)
  for (let h = 0; h < horizon; h++) {
    const n = Math.min(z.length - h - 1, UNIT_WEIGHTS.length)
    if (n < 12) continue
    const first = z.length - h - 1 - n
    const changes = new Float64Array(n)
    for (let i = 0; i < n; i++) changes[i] = (z[first + i + h + 1] as number) - (z[first + i] as number)
    const [from, to] = weightedQuantiles(changes, UNIT_WEIGHTS.subarray(0, n), [0.02, 0.98])
    low[h] = Math.min(0, from as number)
    high[h] = Math.max(0, to as number)
  }
  return { low, high }
}

function clamp(change: number, bounds: Bounds, h: number): number {
  return Math.min(bounds.high[h] as number, Math.max(bounds.low[h] as number, change))
}

function backToCount(z: number, cap: number): number {
  return Math.min(cap, Math.max(0, z) ** 4)
}

/** Week-to-week noise that any count has on this scale: Poisson's ¼·z⁻¹ plus 8 % of the level. */
function priorNoise(level: number): number {
  return 0.25 / Math.max(1, level) + 0.08 * level
}

function maximum(values: Float64Array): number {
  let max = 0
  for (const value of values) if (value > max) max = value
  return max
}

const TWO_WEEKS_AHEAD = 1

function trackRecord(weeks: Float64Array, predict: (origin: number, h: number) => number): TrackRecord {
  let hits = 0
  let n = 0
  const last = weeks.length - 1 - TWO_WEEKS_AHEAD - 1
  for (let origin = Math.max(MIN_WEEKS - 1, last - TRACK_WEEKS + 1); origin <= last; origin++) {
    const median = predict(origin, TWO_WEEKS_AHEAD) ** 4
    const actual = weeks[origin + TWO_WEEKS_AHEAD + 1] as number
    n++
    // Both sides are counts: a half either way is rounding, not an error.
    if (Math.abs(actual - median) <= Math.max(0.25 * median, 0.5)) hits++
  }
  return { hits, n }
}
