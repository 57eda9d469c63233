import type { RawFailure } from '../failure.ts'
import type { Facts } from './facts.ts'
import type { Rule } from './rule.ts'

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** A quota renews within a month; a longer wait is a misread number. */
const LONGEST_MS = 40 * MS.d
const LATEST_TIME = 8_640_000_000_000_000
/** Numbers above this in a reset header are a moment in Unix seconds, not a number of seconds. */
const EPOCH_S = 1_000_000_000

/** How long the provider asks to wait (ms): from headers, from the body's own fields, from its words. */
export function readWait(raw: RawFailure, facts: Facts, now: number, isRate: boolean): number | null {
  const headers = new Map(Object.entries(raw.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return (
    plausible(numberOf(headers.get('retry-after-ms'))) ??
    plausible(retryAfter(headers.get('retry-after'), now)) ??
    plausible(facts.retryDelay === null ? null : readDuration(facts.retryDelay)) ??
    plausible(waitInWords(facts.message)) ??
    // These tell of the limits per minute: beside any other failure they would be mistaken for its end.
    (isRate ? plausible(resetHeaders(headers, now)) : null)
  )
}

/** Unix ms at which the limit of a rule renews. */
export function readReset(rule: Rule, waitMs: number | null, now: number): number | null {
  if (!Number.isFinite(now) || Math.abs(now) > LATEST_TIME - LONGEST_MS) return null
  const date = new Date(now)
  switch (rule.resets) {
    case 'named':
      return waitMs === null ? null : now + waitMs
    case 'midnight-utc':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
    case 'month-utc':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    case 'midnight-pacific':
      return nextPacificMidnight(now)
    case undefined:
      return null
  }
}

const DURATION_PART =
  /(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|d|days?)(?![a-z])\s*/g

/** `7m12s`, `2m59.56s`, `850ms`, `1h2m3s`, `36.48s`, `20 seconds`; a bare number means seconds. */
export function readDuration(text: string): number | null {
  const trimmed = text.trim()
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed) * MS.s
  let total = 0
  let end = 0
  for (const part of trimmed.matchAll(DURATION_PART)) {
    if (part.index !== end) break
    total += Number(part[1]) * MS[unitOf(part[2] ?? 's')]
    end = part.index + part[0].length
  }
  return end === 0 ? null : total
}

function unitOf(word: string): keyof typeof MS {
  if (word.startsWith('ms') || word.startsWith('milli')) return 'ms'
  const first = word[0]
  return first === 'm' || first === 'h' || first === 'd' ? first : 's'
}

function waitInWords(message: string): number | null {
  const found = /(?:try again|retry)\s+(?:in|after)\s+((?:\d+(?:\.\d+)?\s?[a-z]+\s?){1,4})/i.exec(
    message,
  )?.[1]
  return found === undefined ? null : readDuration(found.toLowerCase())
}

function retryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  const seconds = numberOf(value)
  if (seconds !== null) return seconds * MS.s
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function resetHeaders(headers: ReadonlyMap<string, string>, now: number): number | null {
  const waits: number[] = []
  const exhausted: number[] = []
  for (const what of ['requests', 'tokens']) {
    const wait = resetValue(headers.get(`x-ratelimit-reset-${what}`), now)
    if (wait === null) continue
    waits.push(wait)
    if (headers.get(`x-ratelimit-remaining-${what}`)?.trim() === '0') exhausted.push(wait)
  }
  for (const name of ['x-ratelimit-reset', 'ratelimit-reset']) {
    const wait = resetValue(headers.get(name), now)
    if (wait !== null) waits.push(wait)
  }
  // draft-ietf-httpapi-ratelimit-headers: `"api";r=0;t=189`
  const seconds = /;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  if (seconds !== undefined) waits.push(Number(seconds) * MS.s)
  const candidates = exhausted.length > 0 ? exhausted : waits
  return candidates.length > 0 ? Math.max(...candidates) : null
}

function resetValue(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  const number = numberOf(value)
  return number !== null && number > EPOCH_S ? Math.max(0, number * MS.s - now) : readDuration(value)
}

function nextPacificMidnight(now: number): number {
  const local = new Date(now + pacificOffset(now))
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + 1)
  // The clocks may change before that midnight: its own offset counts. They change at 2 h, so it exists once.
  return midnight - pacificOffset(midnight - pacificOffset(now))
}

const pacificClock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** Local time less UTC (ms) in Google's time zone. */
function pacificOffset(at: number): number {
  const parts = new Map(pacificClock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return local - Math.floor(at / MS.s) * MS.s
}

function numberOf(value: string | undefined): number | null {
  return value !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : null
}

function plausible(ms: number | null): number | null {
  return ms === null || !Number.isFinite(ms) || ms < 0 || ms > LONGEST_MS ? null : Math.ceil(ms)
}
