import type { Tone } from '#components/ui/status.tsx'
import type { RiskLevel, Trend } from '../schema.ts'

/** Risk levels in words; the colour's name stays for those who know the older reports. */
export const RISK_WORDS: Readonly<Record<RiskLevel, { word: string; tone: Tone; meaning: string }>> = {
  GREEN: {
    word: 'Low',
    tone: 'good',
    meaning: 'Green: under 10 new cases a week per 100,000 people, and likely to stay there.',
  },
  YELLOW: {
    word: 'Elevated',
    tone: 'watch',
    meaning: 'Yellow: 10 to 100 new cases a week per 100,000 people, or likely to pass 10.',
  },
  RED: {
    word: 'High',
    tone: 'bad',
    meaning: 'Red: 100 or more new cases a week per 100,000 people, or likely to get there.',
  },
}

export const TREND_WORDS: Readonly<Record<Trend, string>> = {
  increasing: 'Rising',
  decreasing: 'Falling',
  stable: 'Steady',
}

const PROVIDERS: Readonly<Record<string, string>> = { builtin: 'the built-in statistical engine' }

/** Who made a forecast, within a sentence. */
export function providerWords(provider: string): string {
  return PROVIDERS[provider] ?? provider
}

/** Who made a forecast, in a column of a table. */
export function providerLabel(provider: string): string {
  return provider === 'builtin' ? 'Built-in engine' : provider
}

/** Whether a forecaster has been checked against what came later; an unproven one shows no confidence as a fact. */
export function isProven(flags: readonly string[]): boolean {
  return !flags.includes('unproven')
}
