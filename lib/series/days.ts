/**
 * Calendar days as whole numbers since 1970-01-01, so that a series is an array and a date is an index.
 * There is no time zone in here: a publisher's day is that day.
 */

const DAY_MS = 86_400_000

/** Days since 1970-01-01 of a proleptic Gregorian date, or null where no such date exists (31 April, month 13). */
export function dayOf(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  // Civil-from-days, Howard Hinnant, "chrono-compatible low-level date algorithms".
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Reads `2021-02-28`; null for anything else, impossible dates included. */
export function parseIsoDay(text: string): number | null {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  return year < 0 || month < 0 || day < 0 ? null : dayOf(year, month, day)
}

const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/

/** Reads `1/22/20` and `1/22/2020` (month first, as JHU CSSE writes it); two-digit years are 20xx. */
export function parseUsDay(text: string): number | null {
  const match = US_DATE.exec(text)
  if (!match) return null
  const year = Number(match[3])
  return dayOf(year < 100 ? 2000 + year : year, Number(match[1]), Number(match[2]))
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The UTC day in which a moment falls. */
export function dayOfDate(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS)
}

/** Midnight UTC of a day, which is how a Postgres `date` travels through the database client. */
export function dateOfDay(day: number): Date {
  return new Date(day * DAY_MS)
}
