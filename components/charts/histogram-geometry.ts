/** One bar of a histogram: counts of `from` ≤ value < `to`; the last bucket may be open (`to` null). */
export interface Bucket {
  from: number
  to: number | null
  count: number
}

/**
 * Where a value lies along bars of equal width, 0–1: the whole bars before it plus its share of its own. Below the first
 * bucket 0; in an open bucket, its middle; null when there are no buckets.
 */
export function placeInBuckets(buckets: readonly Bucket[], value: number): number | null {
  if (buckets.length === 0 || !Number.isFinite(value)) return null
  for (const [index, bucket] of buckets.entries()) {
    if (bucket.to === null) return (index + 0.5) / buckets.length
    if (value < bucket.to) {
      const inside = Math.max(0, (value - bucket.from) / (bucket.to - bucket.from))
      return (index + inside) / buckets.length
    }
  }
  return 1
}
