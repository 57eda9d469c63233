import { expect, test } from 'vitest'
import { placeInBuckets } from './histogram-geometry.ts'

const buckets = [
  { from: 1, to: 2, count: 3 },
  { from: 2, to: 4, count: 5 },
  { from: 4, to: null, count: 1 },
]

test('a percentile stands inside its own bucket', () => {
  expect(placeInBuckets(buckets, 1.5)).toBeCloseTo(0.5 / 3)
  expect(placeInBuckets(buckets, 3)).toBeCloseTo(1.5 / 3)
})

test('below all buckets is the left end, above all the open bucket', () => {
  expect(placeInBuckets(buckets, 0.2)).toBe(0)
  expect(placeInBuckets(buckets, 9_000)).toBeCloseTo(2.5 / 3)
})

test('nothing to stand on gives nothing', () => {
  expect(placeInBuckets([], 3)).toBeNull()
  expect(placeInBuckets(buckets, Number.NaN)).toBeNull()
})
