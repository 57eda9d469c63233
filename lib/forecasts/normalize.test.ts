import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActualSnapshot,
  normalizeForecast,
  normalizeForStorage,
  type RegionHistory,
  runEngine,
} from './normalize.ts'
import { forecastDataSchema, storedForecastSchema } from './schema.ts'
import { weeklySums } from './weekly.ts'

const DAY = 18_000
const actual: ActualSnapshot = {
  region: 'FRA',
  regionName: 'France',
  cases: 100_000,
  deaths: 1_000,
  dataAsOf: DAY,
  madeAt: new Date((DAY + 1) * 86_400_000),
  epoch: 1,
  runId: 'run',
  population: { people: 1_000_000, source: 'a census', year: 2023 },
  source: { kind: 'real', source_id: 'jhu-csse', publisher: 'JHU', import_id: 'import' },
}
const daily = (length: number, value: (day: number) => number) =>
  Float64Array.from({ length }, (_, day) => value(day))
const wave: RegionHistory = {
  cases: daily(300, (day) => 100 + 60 * Math.sin(day / 15)),
  deaths: daily(300, (day) => 2 + Math.sin(day / 15)),
}
const builtin = (history: RegionHistory, change: Partial<ActualSnapshot> = {}) => {
  const result = normalizeForecast(runEngine(history), 'builtin', { ...actual, ...change }, history)
  if (!result.ok) throw new Error(result.error.message)
  return forecastDataSchema.parse(result.value)
}

describe('every history gives a valid forecast', () => {
  const strange = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 1e5 }) },
    fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, -50),
  )
  test('with sorted, finite bands that start at the count reached and end below ten times the 52-week maximum', () => {
    fc.assert(
      fc.property(fc.array(strange, { minLength: 1, maxLength: 120 }), fc.boolean(), (values, hasDeaths) => {
        const history = {
          cases: Float64Array.from(values),
          deaths: hasDeaths ? Float64Array.from(values) : null,
        }
        const stored = normalizeForStorage(
          runEngine(history),
          'builtin',
          { ...actual, deaths: hasDeaths ? 1_000 : null },
          history,
        )
        if (!stored.ok) throw new Error(stored.error.message)
        const { forecast } = storedForecastSchema.parse(stored.value)
        const { cumulative, weekly } = forecast.intervals.cases
        const cap = 10 * Math.max(0, ...weeklySums(history.cases).slice(-52))
        for (const bands of [cumulative, weekly]) {
          for (let i = 0; i < bands.at.length; i++) {
            const column = [
              bands.lower95,
              bands.lower80,
              bands.lower50,
              bands.median,
              bands.upper50,
              bands.upper80,
              bands.upper95,
            ].map((one) => one[i] as number)
            expect(column).toEqual(column.toSorted((a, b) => a - b))
          }
        }
        expect(Math.max(...weekly.upper95)).toBeLessThanOrEqual(Math.round(cap))
        expect(Math.min(...cumulative.lower95)).toBeGreaterThanOrEqual(actual.cases)
        expect(forecast.forecasted_cases.map(({ value }) => value)).toEqual(cumulative.median)
        expect(forecast.forecasted_deaths).toHaveLength(hasDeaths ? 28 : 0)
      }),
      { numRuns: 60 },
    )
  })

  test.each<[string, RegionHistory, Partial<ActualSnapshot>, string[]]>([
    ['all zero', { cases: daily(200, () => 0), deaths: null }, {}, ['all-zero', 'no-deaths-data']],
    ['constant', { cases: daily(196, () => 10), deaths: null }, {}, ['constant']],
    [
      'five points',
      { cases: Float64Array.of(1, 2, 3, 4, 5), deaths: null },
      {},
      ['short-history', 'unproven'],
    ],
    ['stale', wave, { madeAt: new Date((DAY + 15) * 86_400_000) }, ['stale-data']],
    ['simulated', wave, { source: { ...actual.source, kind: 'simulated' } }, ['simulated']],
    ['no population', wave, { population: null }, ['population-unknown']],
    ['corrected', wave, { flags: ['corrected-counts'] }, ['corrected-counts']],
  ])('%s data are flagged as such', (_what, history, change, flags) => {
    expect(builtin(history, change).flags).toEqual(expect.arrayContaining(flags))
  })

  test('a calm series of good data carries no warning', () => {
    expect(builtin(wave).flags).toEqual([])
  })
})

describe('the derived figures', () => {
  test('are those of the distribution: the same history twice as large gives the same probabilities', () => {
    const double = { cases: wave.cases.map((value) => value * 16), deaths: wave.deaths }
    const one = builtin(wave)
    const two = builtin(double, { population: { people: 16_000_000, source: 'a census', year: 2023 } })
    expect(two.outbreak_probability).toBeCloseTo(one.outbreak_probability, 1)
    expect(two.risk_level).toBe(one.risk_level)
    expect(two.rate_per_100k).toBeCloseTo(one.rate_per_100k as number, 1)
  })

  test('say no outbreak where last week had under ten cases', () => {
    expect(
      builtin({ cases: daily(200, (day) => (day < 193 ? 0 : 1)), deaths: null }).outbreak_probability,
    ).toBe(0)
  })

  test('rise with growth', () => {
    const growing = builtin({
      cases: daily(200, (day) => 200 * 1.04 ** Math.max(0, day - 165)),
      deaths: null,
    })
    const falling = builtin({
      cases: daily(200, (day) => 200 * 0.96 ** Math.max(0, day - 165)),
      deaths: null,
    })
    expect(growing).toMatchObject({ trend: 'increasing', risk_level: 'RED' })
    expect(falling.trend).toBe('decreasing')
    expect(growing.outbreak_probability).toBeGreaterThan(falling.outbreak_probability)
  })

  test('halve confidence, and nothing else, when the data are old', () => {
    const fresh = builtin(wave)
    const stale = builtin(wave, { madeAt: new Date((DAY + 15) * 86_400_000) })
    expect(stale.confidence_score).toBeCloseTo(fresh.confidence_score / 2, 2)
    expect(stale.risk_score).toBe(fresh.risk_score)
  })
})

describe('a provider’s answer', () => {
  const points = (last = 28) =>
    Array.from({ length: last }, (_, i) => ({ day: i + 1, value: 100_000 + 150 * (i + 1) }))
  const from = (output: unknown, change: Partial<ActualSnapshot> = {}) =>
    normalizeForecast(output, 'openai', { ...actual, ...change }, wave)
  const date = (day: number) => new Date((DAY + day) * 86_400_000).toISOString().slice(0, 10)

  test.each<[string, unknown]>([
    ['an object in our own form', { forecasted_cases: points() }],
    ['a list', points()],
    ['a list of numbers', points().map(({ value }) => value)],
    [
      'other names',
      { data: { predicted_cases: points().map(({ day, value }) => ({ day, predicted: value })) } },
    ],
    [
      'text with separators',
      { forecast: points().map(({ day, value }) => ({ day: `${day}`, value: value.toLocaleString('en') })) },
    ],
    [
      'dates instead of numbers',
      { forecast: points().map(({ day, value }) => ({ date: date(day), predicted_cases: value })) },
    ],
    ['JSON in text', JSON.stringify({ forecasted_cases: points() })],
    [
      'a code fence with words around',
      `Here it is:\n\`\`\`json\n${JSON.stringify({ forecasted_cases: points() })}\n\`\`\`\nStay well.`,
    ],
    ['braces within words', `Sure! ${JSON.stringify({ forecasted_cases: points() })} Anything else?`],
  ])('is read as %s', (_what, output) => {
    const result = from(output)
    if (!result.ok) throw new Error(result.error.message)
    const forecast = forecastDataSchema.parse(result.value)
    expect(forecast.forecasted_cases).toEqual(points())
    expect(forecast.provider).toBe('openai')
    expect(forecast.flags).toEqual(['intervals-from-engine', 'no-deaths-forecast', 'unproven'])
    const { median } = forecast.intervals.cases.weekly
    expect(median[1]).toBeGreaterThan(950)
    expect(median[1]).toBeLessThan(1150)
  })

  test('with cases and deaths side by side gives both', () => {
    const rows = points().map(({ day, value }) => ({
      day,
      predicted_cases: value,
      predicted_deaths: 1_000 + day,
    }))
    const result = from({ forecast: rows })
    expect(result).toMatchObject({
      ok: true,
      value: { forecasted_deaths: expect.arrayContaining([{ day: 28, value: 1_028 }]) },
    })
  })

  test('with days left out is completed on a straight line, visibly', () => {
    const result = from({
      forecasted_cases: [
        { day: 7, value: 100_700 },
        { day: 28, value: 102_800 },
      ],
    })
    expect(result.ok && result.value.forecasted_cases[13]).toEqual({ day: 14, value: 101_400 })
    expect(result.ok && result.value.flags).toContain('interpolated-days')
  })

  test('that stops early is carried on, visibly', () => {
    const result = from({ forecasted_cases: points(20) })
    expect(result.ok && result.value.forecasted_cases).toEqual(points())
    expect(result.ok && result.value.flags).toContain('extended-days')
  })

  test('below the count already reached is raised to it, and one far above is called out', () => {
    const falling = points().map(({ day }) => ({ day, value: 99_000 - day }))
    const low = from({ forecasted_cases: falling })
    expect(low.ok && low.value.forecasted_cases.every(({ value }) => value === 100_000)).toBe(true)
    expect(low.ok && low.value.flags).toContain('clipped-values')
    const high = from({ forecasted_cases: points().map(({ day }) => ({ day, value: 1_500_000 + day })) })
    expect(high.ok && high.value.flags).toContain('over-10x-actual')
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['prose', 'Cases will go up a little.'],
    ['an empty list', { forecasted_cases: [] }],
    ['broken JSON', '{"forecasted_cases": [{"day": 1,'],
    ['words for numbers', { forecasted_cases: points().map(({ day }) => ({ day, value: 'many' })) }],
    ['a few days only', { forecasted_cases: points(5) }],
    [
      'new cases instead of cumulative ones',
      { forecasted_cases: points().map(({ day }) => ({ day, value: 150 })) },
    ],
    ['an engine’s output under another name', runEngine(wave)],
  ])('that is %s is refused, never an empty forecast that reads as GREEN', (_what, output) => {
    expect(from(output)).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  test('is trusted by its own record only, not by the engine’s', () => {
    const answered = (trackRecord: { hits: number; n: number }) => {
      const result = normalizeForecast({ forecasted_cases: points() }, 'openai', actual, {
        ...wave,
        trackRecord,
      })
      return result.ok ? result.value : null
    }
    const good = answered({ hits: 90, n: 100 })
    const bad = answered({ hits: 10, n: 100 })
    expect(good?.flags).not.toContain('unproven')
    expect(good?.confidence_score).toBeGreaterThan((bad?.confidence_score ?? 1) + 0.5)
  })
})
