import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCount } from './counts.ts'
import { valueAt } from './daily-series.ts'
import { parseIsoDay } from './days.ts'
import { detectShape } from './file-shape.ts'
import { GrowableSeries } from './growable-series.ts'
import { READ_LIMITS, RowReader } from './row-reader.ts'

const day = (text: string) => parseIsoDay(text) as number
const bounds = { firstDay: day('1990-01-01'), lastDay: day('2024-01-01') }
const shapeOf = (header: string, fileName = 'confirmed.csv') => {
  const shape = detectShape(header.split(','), { fileName, ...bounds })
  if (!shape.ok) throw new Error(shape.error.message)
  return shape.value
}

function read(header: string, lines: readonly string[], limits = READ_LIMITS) {
  const reader = new RowReader(shapeOf(header), bounds, limits)
  for (const [i, line] of lines.entries()) {
    const failure = reader.read(line.split(','), i + 2)
    if (failure) return { failure, result: null }
  }
  return { failure: null, result: reader.finish() }
}

const LONG = 'country,date,cum_cases,cum_deaths'
const WIDE = 'Province/State,Country/Region,Lat,Long,1/22/20,1/23/20'

describe('a count', () => {
  test('is read as publishers write whole numbers, and nothing else is one', () => {
    for (const [text, value] of [
      ['0', 0],
      ['123', 123],
      [' 1,234 ', 1234],
      ['12.0', 12],
      ['-4', -4],
    ] as const) {
      expect(parseCount(text), text).toBe(value)
    }
    for (const text of [
      '',
      'abc',
      '1.5',
      '1e3',
      '1,23',
      '0x10',
      'NaN',
      'Infinity',
      '9'.repeat(30),
      '99999999999999999999',
    ]) {
      expect(parseCount(text), text).toBeNaN()
    }
  })
})

describe('the long form', () => {
  test('is read in any order of dates, each metric by itself', () => {
    const { result } = read(LONG, ['France,2021-01-03,30,3', 'France,2021-01-01,10,', 'US,2021-01-01,5,1'])
    const cases = result?.series.find(({ region, metric }) => region.code === 'FRA' && metric === 'cases')
    const deaths = result?.series.find(({ region, metric }) => region.code === 'FRA' && metric === 'deaths')
    expect(
      cases && ['2021-01-01', '2021-01-02', '2021-01-03'].map((text) => valueAt(cases.cumulative, day(text))),
    ).toEqual([10, null, 30])
    expect(deaths && valueAt(deaths.cumulative, day('2021-01-03'))).toBe(3)
    expect(result?.series.map(({ region }) => region.code)).toEqual(['FRA', 'FRA', 'USA', 'USA'])
  })

  test('refuses a line whole, by number and reason: no half of it is stored', () => {
    const { result } = read(LONG, [
      'France,2021-01-01,10,1',
      'France,2021-02-30,10,1',
      'France,2030-01-01,10,1',
      'France,2021-01-02,11,x',
      'France,2021-01-02,-1,1',
      'France,2021-01-02,,',
      'France,2021-01-02,11',
      ',2021-01-02,11,1',
      '123,2021-01-02,11,1',
    ])
    expect(result?.refusals.map(({ line, code }) => [line, code])).toEqual([
      [3, 'date'],
      [4, 'date'],
      [5, 'number'],
      [6, 'negative'],
      [7, 'no-value'],
      [8, 'columns'],
      [9, 'region-name'],
      [10, 'region-name'],
    ])
    expect(result).toMatchObject({ rowsRead: 9, rowsRefused: 8, pointsRead: 2 })
    expect(result?.series.every(({ cumulative }) => cumulative.values.length === 1)).toBe(true)
  })

  test('keeps the first of two different values for a day, and only counts the repetition of an equal one', () => {
    const { result } = read(LONG, [
      'France,2021-01-01,10,1',
      'France,2021-01-01,10,1',
      'France,2021-01-01,12,1',
    ])
    expect(result?.refusals).toMatchObject([{ line: 4, code: 'duplicate' }])
    expect(result?.series[0]).toMatchObject({ duplicates: 1, duplicateExamples: ['2021-01-01'] })
    expect(result?.series[0]?.cumulative.values).toEqual(Float64Array.of(10))
  })

  test('keeps only the first refusals but counts all', () => {
    const lines = Array.from({ length: 50 }, () => 'x,y,z,w')
    const { result } = read(LONG, lines, { ...READ_LIMITS, maxKeptRefusals: 10 })
    expect(result?.refusals).toHaveLength(10)
    expect(result?.rowsRefused).toBe(50)
  })
})

describe('the wide form', () => {
  test('adds the provinces of a country up', () => {
    const { result } = read(WIDE, ['A,Australia,0,0,1,2', 'B,Australia,0,0,10,20', ',France,0,0,5,6'])
    expect(result?.series.map(({ region, cumulative }) => [region.code, ...cumulative.values])).toEqual([
      ['AUS', 11, 22],
      ['FRA', 5, 6],
    ])
  })

  test('has no sum for a day that one province lacks', () => {
    const { result } = read(WIDE, ['A,Australia,0,0,1,', 'B,Australia,0,0,10,20'])
    expect(result?.series[0]?.cumulative.values).toEqual(Float64Array.of(11, Number.NaN))
  })

  test('leaves a country out whose sum would lack a refused province, wherever its lines are', () => {
    for (const broken of ['B,Australia,0,0,abc,20', 'B,Australia,0,0,1']) {
      for (const lines of [
        ['A,Australia,0,0,1,2', broken, ',France,0,0,5,6'],
        [broken, 'A,Australia,0,0,1,2', ',France,0,0,5,6'],
      ]) {
        const { result } = read(WIDE, lines)
        expect(result?.series.map(({ region }) => region.code)).toEqual(['FRA'])
        expect(result?.refusals.at(-1)).toMatchObject({ code: 'incomplete-country' })
      }
    }
  })

  test('does not count a province twice', () => {
    const { result } = read(WIDE, ['A,Australia,0,0,1,2', 'A,Australia,0,0,1,2'])
    expect(result?.series[0]?.cumulative.values).toEqual(Float64Array.of(1, 2))
    expect(result?.refusals).toMatchObject([{ line: 3, code: 'duplicate' }])
  })
})

describe('a file that would fill the memory is refused as a whole, with what to do', () => {
  const lines = [
    'France,2021-01-01,1,1',
    'Spain,2021-01-01,1,1',
    'Italy,1991-01-01,1,1',
    'Italy,2021-01-01,1,1',
  ]
  test.each([
    ['values', { maxPoints: 3 }],
    ['regions', { maxRegions: 2 }],
    ['days between the dates', { maxDays: 5_000 }],
  ])('too many %s', (_what, limit) => {
    const { failure } = read(LONG, lines, { ...READ_LIMITS, ...limit })
    expect(failure).toMatchObject({ code: 'too-large' })
  })
})

test('a growing series holds what was last set, in whatever order the days come', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 0, max: 99 })), {
    minLength: 1,
  })
  fc.assert(
    fc.property(steps, (entries) => {
      const series = new GrowableSeries()
      let expectedCapacity = 0
      for (const [at, value] of entries) {
        expectedCapacity += series.growthFor(at)
        series.set(at, value)
        expect(series.capacity).toBe(expectedCapacity)
      }
      const days = new Map(entries)
      const result = series.toSeries()
      expect(result.startDay).toBe(Math.min(...days.keys()))
      expect(result.values).toHaveLength(Math.max(...days.keys()) - result.startDay + 1)
      for (const [at, value] of days) expect(valueAt(result, at)).toBe(value)
      expect(result.values.filter((value) => !Number.isNaN(value))).toHaveLength(days.size)
    }),
  )
})
