/** Times as people read them. Pure: the present and the time zone are arguments. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface RelativeTime {
  text: string
  /** When the text changes next, in ms from `now`; null when it will not. */
  nextChangeMs: number | null
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** "12 s ago", "in 5 min", "3 h ago", "2 days ago", then the date; under 2 s is "just now". */
export function relativeTime(at: number, now: number): RelativeTime {
  if (!Number.isFinite(at)) return { text: 'no data', nextChangeMs: null }
  const ahead = at > now
  const age = Math.abs(now - at)
  if (age < 2 * SECOND) return { text: 'just now', nextChangeMs: 2 * SECOND - (ahead ? -age : age) }
  const say = (count: number, unit: string, size: number): RelativeTime => {
    const text = ahead ? `in ${count} ${unit}` : `${count} ${unit} ago`
    return { text, nextChangeMs: Math.max(250, ahead ? (age % size) + 1 : size - (age % size)) }
  }
  if (age < MINUTE) return say(Math.floor(age / SECOND), 's', SECOND)
  if (age < HOUR) return say(Math.floor(age / MINUTE), 'min', MINUTE)
  if (age < DAY) return say(Math.floor(age / HOUR), 'h', HOUR)
  if (age < 7 * DAY) {
    const days = Math.floor(age / DAY)
    return say(days, days === 1 ? 'day' : 'days', DAY)
  }
  const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear()
  return { text: (sameYear ? day : dayOfYear).format(at), nextChangeMs: null }
}

const moments = new Map<string, Intl.DateTimeFormat>()

/** Making a format takes a hundred times as long as using it, and lists of moments are drawn many times a second. */
function momentFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? ''
  const known = moments.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  })
  moments.set(key, made)
  return made
}

/** The full moment with its zone: "21 Nov 2026, 01:08:31 UTC". Without a zone, the reader's own. */
export function absoluteTime(at: number, timeZone?: string): string {
  return Number.isFinite(at) ? momentFormat(timeZone).format(at) : 'no data'
}

/** A calendar day, e.g. of a series: "21 Nov 2026". Days carry no zone, so they are read as UTC. */
export function formatDay(at: number | string | Date): string {
  const time = typeof at === 'number' ? at : new Date(at).getTime()
  return Number.isFinite(time) ? dayOfYear.format(time) : 'no data'
}

/** The clock only: "12:03". */
export function clockTime(at: number, timeZone?: string): string {
  if (!Number.isFinite(at)) return 'no data'
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
}
