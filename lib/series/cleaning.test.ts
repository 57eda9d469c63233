import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incidenceFromCumulative } from './cleaning.ts'

const NaN_ = Number.NaN

test('a count that falls gives no new cases that day, is recorded with its size, and what follows counts from it', () => {
  const { incidence, cleanings } = incidenceFromCumulative({
    startDay: 0,
    values: Float64Array.of(100, 90, 95),
  })
  expect([...incidence.values]).toEqual([0, 5])
  expect(incidence.startDay).toBe(1)
  expect(cleanings).toEqual([
    { kind: 'falling-count', count: 1, magnitude: 10, examples: ['1970-01-02: 100 → 90'] },
  ])
})

test('what happened in a gap is shared evenly by its days, and the gap is recorded', () => {
  const { incidence, cleanings } = incidenceFromCumulative({
    startDay: 0,
    values: Float64Array.of(NaN_, 10, NaN_, NaN_, 19, NaN_),
  })
  expect(incidence.startDay).toBe(2)
  expect([...incidence.values]).toEqual([3, 3, 3])
  expect(cleanings).toEqual([{ kind: 'gap', count: 1, magnitude: 0, examples: ['1970-01-03 to 1970-01-04'] }])
})

test('the first published count is what there was before, not one day’s cases', () => {
  expect(
    incidenceFromCumulative({ startDay: 0, values: Float64Array.of(500, 501) }).incidence.values,
  ).toEqual(Float64Array.of(1))
  expect(
    incidenceFromCumulative({ startDay: 0, values: Float64Array.of(500) }).incidence.values,
  ).toHaveLength(0)
})

test('incidence is finite and never negative, and without corrections adds up to the growth of the count', () => {
  const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constant(NaN_)), { maxLength: 40 })
  fc.assert(
    fc.property(counts, (values) => {
      const { incidence, cleanings } = incidenceFromCumulative({
        startDay: 5,
        values: Float64Array.from(values),
      })
      expect(incidence.values.every((one) => Number.isFinite(one) && one >= 0)).toBe(true)
      const published = values.filter((one) => !Number.isNaN(one))
      const corrected = cleanings.find(({ kind }) => kind === 'falling-count')?.magnitude ?? 0
      const growth = (published.at(-1) ?? 0) - (published[0] ?? 0)
      expect(incidence.values.reduce((sum, one) => sum + one, 0)).toBeCloseTo(growth + corrected, 6)
    }),
  )
})
