import { describe, expect, test } from 'vitest'
import {
  type AlertRule,
  decide,
  METRICS,
  type Measured,
  NOTHING_WATCHED,
  type OpenAlert,
  type Watch,
} from './alert-domain.ts'

const rule = (change: Partial<AlertRule> = {}): AlertRule => ({
  id: 'fence-held',
  metric: 'fence_lag_ms',
  comparison: 'above',
  threshold: 3_000,
  forSeconds: 2,
  severity: 'bad',
  enabled: true,
  ...change,
})

const NOTHING = Object.fromEntries(Object.keys(METRICS).map((name) => [name, null])) as Measured

/** Looks once a second at the given values of the rule's metric, and tells what was opened and resolved when. */
function watchOver(values: readonly (number | null)[], watched = rule()): string[] {
  const told: string[] = []
  let open: OpenAlert[] = []
  let watch: Watch = NOTHING_WATCHED
  for (const [second, value] of values.entries()) {
    const measured = { ...NOTHING, [watched.metric]: value }
    const decision = decide({ rules: [watched], measured, open, watch, nowMs: second * 1_000 })
    watch = decision.watch
    for (const { rule: opened, value: at } of decision.open) {
      told.push(`${second}: opened at ${at}`)
      open = [{ ruleId: opened.id, worst: at }]
    }
    for (const { value: at } of decision.worsen) {
      told.push(`${second}: ${at}`)
      open = [{ ruleId: watched.id, worst: at }]
    }
    if (decision.resolve.length > 0) {
      told.push(`${second}: resolved`)
      open = []
    }
  }
  return told
}

describe('an alert', () => {
  test('opens once the rule has been met for as long as it says, and no sooner', () => {
    expect(watchOver([0, 3_001, 0, 4_000, 4_000, 4_000, 4_000])).toEqual(['5: opened at 4000'])
  })

  test('opens at once where the rule says so', () => {
    expect(watchOver([0, 5_000], rule({ forSeconds: 0 }))).toEqual(['1: opened at 5000'])
  })

  test('tells when it gets worse, and resolves once it has been calm for a while', () => {
    const values = [9_000, 9_000, 9_000, 12_000, 8_000, 0, 0, 0, 0, 0, 0]
    expect(watchOver(values)).toEqual(['2: opened at 9000', '3: 12000', '10: resolved'])
  })

  test('stays one while the figure swings about the threshold', () => {
    const swing = Array.from({ length: 30 }, (_, second) => (second % 2 === 0 ? 3_100 : 2_900))
    expect(watchOver([4_000, 4_000, 4_000, ...swing])).toEqual(['2: opened at 4000'])
  })

  test('resolves when there is nothing to measure any more, or the rule is switched off or gone', () => {
    expect(watchOver([4_000, 4_000, 4_000, null, null, null, null, null, null])).toEqual([
      '2: opened at 4000',
      '8: resolved',
    ])
    const open = [{ ruleId: 'fence-held', worst: 4_000 }]
    const look = (rules: AlertRule[]) =>
      decide({ rules, measured: NOTHING, open, watch: NOTHING_WATCHED, nowMs: 0 }).resolve
    expect(look([rule({ enabled: false })])).toEqual(['fence-held'])
    expect(look([])).toEqual(['fence-held'])
  })

  test('of a share that has to be high opens below it and resolves above', () => {
    const share = rule({ metric: 'success_rate', comparison: 'below', threshold: 0.99, forSeconds: 0 })
    expect(watchOver([1, 0.9, 0.8, 1, 1, 1, 1, 1, 1], share)).toEqual([
      '1: opened at 0.9',
      '2: 0.8',
      '8: resolved',
    ])
  })
})
