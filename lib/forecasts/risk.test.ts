import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assessRisk, confidenceScore, type RiskInput, trendOf } from './risk.ts'

const calm: RiskInput = {
  ratePer100k: 5,
  probabilityHigh: 0,
  probabilityLow: 0,
  outbreakProbability: 0,
  doublingProbability: 0,
  deathsPer100k: 0,
}

const chance = fc.double({ min: 0, max: 1, noNaN: true })
const input: fc.Arbitrary<RiskInput> = fc.record({
  ratePer100k: fc.option(fc.double({ min: 0, max: 5000, noNaN: true })),
  probabilityHigh: chance,
  probabilityLow: chance,
  outbreakProbability: chance,
  doublingProbability: chance,
  deathsPer100k: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
})

describe('the risk level', () => {
  test.each<[string, Partial<RiskInput>, string]>([
    ['few cases and no sign of more', {}, 'GREEN'],
    ['at ten per 100,000', { ratePer100k: 10 }, 'YELLOW'],
    ['few cases, but probably not for long', { probabilityLow: 0.5 }, 'YELLOW'],
    ['just under a hundred', { ratePer100k: 99.9, probabilityHigh: 0.49 }, 'YELLOW'],
    ['probably a hundred in two weeks', { ratePer100k: 60, probabilityHigh: 0.5 }, 'RED'],
    ['at a hundred, even when it falls', { ratePer100k: 100 }, 'RED'],
    ['unknown population and no growth', { ratePer100k: null }, 'GREEN'],
    ['unknown population and growth', { ratePer100k: null, outbreakProbability: 0.6 }, 'YELLOW'],
    ['unknown population and doubling', { ratePer100k: null, doublingProbability: 0.6 }, 'RED'],
  ])('%s: %s → %s', (_what, change, level) => {
    expect(assessRisk({ ...calm, ...change }).level).toBe(level)
  })

  test('decides first: a lower level never has the higher score', () => {
    const rank = { GREEN: 0, YELLOW: 1, RED: 2 }
    fc.assert(
      fc.property(input, input, (a, b) => {
        const [one, two] = [assessRisk(a), assessRisk(b)]
        if (rank[one.level] < rank[two.level]) expect(one.score).toBeLessThanOrEqual(two.score)
        for (const { score } of [one, two]) expect(score >= 0 && score <= 100).toBe(true)
      }),
    )
  })

  test('within a level, more cases, growth or deaths never lower the score', () => {
    fc.assert(
      fc.property(input, (base) => {
        const before = assessRisk(base)
        for (const worse of [
          { ...base, ratePer100k: base.ratePer100k === null ? null : base.ratePer100k * 1.1 },
          { ...base, outbreakProbability: Math.min(1, base.outbreakProbability + 0.1) },
          { ...base, deathsPer100k: (base.deathsPer100k ?? 0) + 1 },
        ]) {
          const after = assessRisk(worse)
          if (after.level === before.level) expect(after.score).toBeGreaterThanOrEqual(before.score)
        }
      }),
    )
  })
})

describe('the trend', () => {
  const up = {
    lastWeek: 1000,
    medianAhead: 1500,
    probabilityUp: 0.9,
    probabilityDown: 0.1,
    population: 10_000_000,
  }
  test.each([
    ['up at 60 %', { ...up, probabilityUp: 0.6 }, 'increasing'],
    ['not up at 59 %', { ...up, probabilityUp: 0.59 }, 'stable'],
    ['down', { ...up, medianAhead: 500, probabilityUp: 0.1, probabilityDown: 0.9 }, 'decreasing'],
    ['a change of under ten counts', { ...up, lastWeek: 5, medianAhead: 14 }, 'stable'],
    ['a change of under 0.5 per 100,000', { ...up, medianAhead: 1040 }, 'stable'],
    [
      'the same change where the population is unknown',
      { ...up, medianAhead: 1040, population: null },
      'increasing',
    ],
  ])('%s', (_what, facts, trend) => {
    expect(trendOf(facts)).toBe(trend)
  })
})

describe('confidence', () => {
  test('is the distribution’s own claim until there is a record, and the record in the end', () => {
    expect(confidenceScore({ claimed: 0.8, hits: 0, n: 0, dataAgeDays: 0 })).toBe(0.8)
    expect(confidenceScore({ claimed: 0.8, hits: 4, n: 10, dataAgeDays: 0 })).toBe(0.6)
    expect(confidenceScore({ claimed: 1, hits: 0, n: 9990, dataAgeDays: 0 })).toBe(0.001)
  })

  test('is halved when the data are over 14 days old', () => {
    expect(confidenceScore({ claimed: 0.8, hits: 0, n: 0, dataAgeDays: 14 })).toBe(0.8)
    expect(confidenceScore({ claimed: 0.8, hits: 0, n: 0, dataAgeDays: 15 })).toBe(0.4)
  })
})
