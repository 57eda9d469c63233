import type { RiskLevel, Trend } from './schema.ts'

/**
 * CDC's bands of community transmission, 7-day cases per 100,000: low < 10, moderate < 50, substantial < 100, high.
 * https://www.cdc.gov/mmwr/volumes/70/wr/mm7030e2.htm (table)
 */
export const HIGH_PER_100K = 100
export const LOW_PER_100K = 10

/** Last week's count below which growth says nothing. */
export const MIN_COUNT = 10
export const OUTBREAK_GROWTH = 1.25

export type RiskInput = {
  /** 7-day cases per 100,000 now; null where the population is unknown. */
  readonly ratePer100k: number | null
  /** P(that rate ≥ 100, or ≥ 10, in the second week ahead); unused where the rate is null. */
  readonly probabilityHigh: number
  readonly probabilityLow: number
  /** P(second week ahead ≥ 1.25 × last week); 0 when last week had under 10. */
  readonly outbreakProbability: number
  /** P(second week ahead ≥ 2 × last week); judged only where the population is unknown. */
  readonly doublingProbability: number
  /** Deaths in the last 7 days per 100,000; null where unknown. */
  readonly deathsPer100k: number | null
}

export type Risk = { readonly level: RiskLevel; readonly score: number }

/** 7-day deaths per 100,000 that count as full severity (the United States in January 2021 had about 7). */
const FULL_SEVERITY = 7
/** Rate at which RED is as full as it gets. */
const FULL_RED = 500

const FLOORS: Readonly<Record<RiskLevel, number>> = { GREEN: 0, YELLOW: 34, RED: 67 }

/**
 * Level from the CDC bands, or from growth alone where the population is unknown. The score is the level's floor plus
 * 33·(0.6·position + 0.25·P(growth) + 0.15·severity), so that a lower level never outranks a higher one.
 */
export function assessRisk(input: RiskInput): Risk {
  const level = riskLevel(input)
  const position = clip01(positionInBand(level, input))
  const severity = clip01((input.deathsPer100k ?? 0) / FULL_SEVERITY)
  const share = 0.6 * position + 0.25 * clip01(input.outbreakProbability) + 0.15 * severity
  return { level, score: Math.round((FLOORS[level] + 33 * share) * 10) / 10 }
}

function riskLevel(input: RiskInput): RiskLevel {
  const { ratePer100k } = input
  if (ratePer100k === null) {
    if (input.doublingProbability >= 0.5) return 'RED'
    return input.outbreakProbability >= 0.5 ? 'YELLOW' : 'GREEN'
  }
  if (ratePer100k >= HIGH_PER_100K || input.probabilityHigh >= 0.5) return 'RED'
  return ratePer100k < LOW_PER_100K && input.probabilityLow < 0.5 ? 'GREEN' : 'YELLOW'
}

function positionInBand(level: RiskLevel, { ratePer100k, outbreakProbability }: RiskInput): number {
  if (ratePer100k === null) return outbreakProbability
  if (level === 'GREEN') return ratePer100k / LOW_PER_100K
  if (level === 'YELLOW') return (ratePer100k - LOW_PER_100K) / (HIGH_PER_100K - LOW_PER_100K)
  return (ratePer100k - HIGH_PER_100K) / (FULL_RED - HIGH_PER_100K)
}

/**
 * Two weeks ahead against last week: stable while the change of the median is under 10 counts or 0.5 per 100,000;
 * otherwise the side that at least 60 % of the distribution is on.
 */
export function trendOf(input: {
  readonly lastWeek: number
  readonly medianAhead: number
  readonly probabilityUp: number
  readonly probabilityDown: number
  readonly population: number | null
}): Trend {
  const change = Math.abs(input.medianAhead - input.lastWeek)
  const perHundredThousand = input.population === null ? null : (change / input.population) * 100_000
  if (change < 10 || (perHundredThousand !== null && perHundredThousand < 0.5)) return 'stable'
  if (input.probabilityUp >= 0.6) return 'increasing'
  return input.probabilityDown >= 0.6 ? 'decreasing' : 'stable'
}

/**
 * Chance that the median is right within ±25 % at day 14: the distribution's own claim counts as ten forecasts, next
 * to the n that could be checked. Halved when the data are over 14 days old.
 */
export function confidenceScore(input: {
  readonly claimed: number
  readonly hits: number
  readonly n: number
  readonly dataAgeDays: number
}): number {
  const score = (10 * clip01(input.claimed) + input.hits) / (10 + input.n)
  return Math.round(clip01(input.dataAgeDays > STALE_AFTER_DAYS ? score / 2 : score) * 1000) / 1000
}

export const STALE_AFTER_DAYS = 14

function clip01(value: number): number {
  return Math.min(1, Math.max(0, value))
}
