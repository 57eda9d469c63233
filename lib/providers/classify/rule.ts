import type { FailureKind } from '../failure.ts'
import type { BodyShape, Facts } from './facts.ts'

/** All that is given has to hold; of a list, one entry. */
export type Match = {
  readonly status?: readonly number[]
  readonly codes?: readonly (string | RegExp)[]
  readonly stops?: readonly string[]
  readonly quotaId?: RegExp
  readonly text?: RegExp
  readonly shape?: readonly BodyShape[]
}

export type Rule = {
  readonly id: string
  readonly kind: FailureKind
  readonly match: Match
  /** When the limit renews: at the time the answer names, or at the time the provider documents. */
  readonly resets?: 'named' | 'midnight-pacific' | 'midnight-utc' | 'month-utc'
}

export function matches(rule: Rule, facts: Facts): boolean {
  const { status, codes, stops, quotaId, text, shape } = rule.match
  if (status && (facts.status === null || !status.includes(facts.status))) return false
  if (codes && !codes.some((code) => hasCode(facts.codes, code))) return false
  if (stops && !stops.some((stop) => facts.stops.has(stop))) return false
  if (quotaId && !facts.quotaIds.some((id) => quotaId.test(id))) return false
  if (text && !text.test(facts.message)) return false
  return !shape || shape.includes(facts.shape)
}

function hasCode(codes: ReadonlySet<string>, wanted: string | RegExp): boolean {
  if (typeof wanted === 'string') return codes.has(wanted)
  for (const code of codes) if (wanted.test(code)) return true
  return false
}

export function statuses(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
