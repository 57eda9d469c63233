import { describe, expect, test } from 'vitest'
import type { DailySeries } from './daily-series.ts'
import { type CandidateSeries, regionData, sumOfRegions } from './region-data.ts'
import { GLOBAL_REGION, regionForName } from './regions.ts'

const france = regionForName('France')
const real = { id: 'jhu-csse', publisher: 'JHU', kind: 'real' as const }
const other = { id: 'other', publisher: 'Other', kind: 'real' as const }
const simulated = { id: 'simulation', publisher: 'IntelliCV', kind: 'simulated' as const }

/** A count that starts at 100 on day 0 and grows by `step`, to `lastDay`. */
function growing(step: number, lastDay: number): DailySeries {
  return { startDay: 0, values: Float64Array.from({ length: lastDay + 1 }, (_, i) => 100 + step * i) }
}

const candidate = (
  source: typeof real | typeof simulated,
  metric: 'cases' | 'deaths',
  series: DailySeries,
  publishedOn = 1_000,
): CandidateSeries => ({
  source,
  metric,
  series,
  publishedOn,
  importId: `${source.id}-import`,
})

describe('a region is judged by', () => {
  test('real data before simulated, and the source that ends last', () => {
    const data = regionData(france, [
      candidate(simulated, 'cases', growing(9, 50)),
      candidate(real, 'cases', growing(1, 20)),
      candidate(other, 'cases', growing(2, 30)),
    ])
    expect(data).toMatchObject({
      source: other,
      dataAsOf: 30,
      cases: 160,
      deaths: null,
      deathIncidence: null,
    })
  })

  test('cases and deaths up to the same day, so that their weeks are the same', () => {
    const data = regionData(france, [
      candidate(real, 'cases', growing(10, 30)),
      candidate(real, 'deaths', growing(1, 27)),
    ])
    expect(data).toMatchObject({ dataAsOf: 27, cases: 370, deaths: 127 })
    expect(data?.caseIncidence.values).toHaveLength(27)
    expect(data?.deathIncidence?.values).toHaveLength(27)
  })

  test('cases alone where deaths ended long ago', () => {
    const data = regionData(france, [
      candidate(real, 'cases', growing(10, 30)),
      candidate(real, 'deaths', growing(1, 10)),
    ])
    expect(data).toMatchObject({ dataAsOf: 30, cases: 400, deaths: null })
  })

  test('nothing after the origin of a replay', () => {
    expect(regionData(france, [candidate(real, 'cases', growing(10, 30))], 12)).toMatchObject({
      dataAsOf: 12,
      cases: 220,
    })
    expect(regionData(france, [candidate(real, 'cases', growing(10, 30))], 0)).toBeNull()
  })

  test('nothing at all without cases', () => {
    expect(regionData(france, [])).toBeNull()
    expect(regionData(france, [candidate(real, 'deaths', growing(1, 30))])).toBeNull()
  })
})

describe('a day is incomplete', () => {
  const cases = growing(10, 30)

  test('when its count was published before it was over', () => {
    expect(regionData(france, [candidate(real, 'cases', cases, 31)])?.incompleteFrom).toBeNull()
    expect(regionData(france, [candidate(real, 'cases', cases, 30)])?.incompleteFrom).toBe(30)
  })

  test('when its deaths were, and where those are not used, not', () => {
    const withDeaths = (deaths: DailySeries) =>
      regionData(france, [candidate(real, 'cases', cases, 31), candidate(real, 'deaths', deaths, 30)])
    expect(withDeaths(growing(1, 30))?.incompleteFrom).toBe(30)
    expect(withDeaths(growing(1, 10))?.incompleteFrom).toBeNull()
  })

  test('when a region of the sum is, or is late with it; one that ended long ago is not waited for', () => {
    const sumOf = (...ends: [lastDay: number, publishedOn?: number][]) =>
      sumOfRegions(
        GLOBAL_REGION,
        ['France', 'Spain', 'Italy'].flatMap((name, at) => {
          const [lastDay, publishedOn] = ends[at] ?? [30]
          const part = regionData(regionForName(name), [
            candidate(real, 'cases', growing(1, lastDay), publishedOn),
          ])
          return part ?? []
        }),
      )
    expect(sumOf([30], [30], [30])?.incompleteFrom).toBeNull()
    expect(sumOf([30], [30, 30], [30])?.incompleteFrom).toBe(30)
    expect(sumOf([30], [30], [27])).toMatchObject({ dataAsOf: 30, incompleteFrom: 28 })
    expect(sumOf([30], [30], [20])?.incompleteFrom).toBeNull()
  })
})

test('the sum of regions counts each up to the common day; one that ended before keeps its count', () => {
  const part = (name: string, step: number, lastDay: number) =>
    regionData(regionForName(name), [
      candidate(real, 'cases', growing(step, lastDay)),
      candidate(real, 'deaths', growing(1, lastDay)),
    ])
  const parts = [
    part('France', 10, 30),
    part('Spain', 1, 30),
    part('Italy', 5, 20),
    part('Chad', 2, 33),
  ].flatMap((one) => one ?? [])
  const sum = sumOfRegions(GLOBAL_REGION, parts)
  expect(sum).toMatchObject({ dataAsOf: 30, cases: 400 + 130 + 200 + 160, deaths: 130 + 130 + 120 + 130 })
  expect(sum?.caseIncidence.values.at(-1)).toBe(10 + 1 + 0 + 2)
  expect(sum?.caseIncidence.values).toHaveLength(30)
})
