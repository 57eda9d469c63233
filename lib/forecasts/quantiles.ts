/** The 23 probability levels of the CDC forecast hubs. */
export const HUB_LEVELS: readonly number[] = [
  0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
  0.9, 0.95, 0.975, 0.99,
]

/** Median and the bounds of the central 50, 80 and 95 % intervals, in ascending order. */
export const BAND_LEVELS: readonly number[] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]

/** Indices of a sample in ascending order of its values: shared by all levels asked of it. */
export function sortedOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
}

/**
 * Quantiles of a weighted sample, by linear interpolation between the midpoints of the sample's cumulative weights.
 * The result is non-decreasing and lies within the sample.
 *
 * @param weights positive, of any sum.
 * @param levels ascending, in (0, 1).
 */
export function weightedQuantiles(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
): Float64Array {
  const result = new Float64Array(levels.length)
  if (values.length === 0) return result.fill(Number.NaN)
  const order = sortedOrder(values)
  let total = 0
  for (const weight of weights) total += weight
  let index = 0
  let below = 0
  let previousAt = 0
  let previousValue = values[order[0] as number] as number
  let weight = weights[order[0] as number] as number
  let at = (below + weight / 2) / total
  let value = previousValue
  for (let l = 0; l < levels.length; l++) {
    const level = levels[l] as number
    while (level > at && index < order.length - 1) {
      below += weight
      previousAt = at
      previousValue = value
      index++
      const next = order[index] as number
      weight = weights[next] as number
      value = values[next] as number
      at = (below + weight / 2) / total
    }
    if (level >= at || index === 0) result[l] = value
    else {
      const share = (level - previousAt) / (at - previousAt)
      // Rounding must not carry a quantile past the value it leans on.
      result[l] = Math.min(value, previousValue + (value - previousValue) * share)
    }
  }
  return result
}

/** Weight of the sample's part for which the test holds, between 0 and 1. */
export function weightWhere(
  values: Float64Array,
  weights: Float64Array,
  test: (value: number) => boolean,
): number {
  let total = 0
  let held = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] as number
    total += weight
    if (test(values[i] as number)) held += weight
  }
  return total > 0 ? Math.min(1, held / total) : 0
}
