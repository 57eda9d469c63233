import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { isoDay, parseUsDay } from './days.ts'
import type { FileFormat, Metric } from './schema.ts'

/** Where a file keeps what: found once from its header, used for every line. */
export type FileShape =
  | {
      readonly format: 'jhu-wide'
      readonly metric: Metric
      readonly columns: number
      readonly country: number
      readonly province: number | null
      /** Column of the first date; every column from it on is a date. */
      readonly firstDate: number
      readonly days: readonly number[]
    }
  | {
      readonly format: 'long'
      readonly columns: number
      readonly country: number
      readonly date: number
      readonly cases: number | null
      readonly deaths: number | null
    }

const EXPECTED =
  'Expected either the JHU CSSE global file (Province/State,Country/Region,Lat,Long,1/22/20,…) or the long form (country,date,cum_cases,cum_deaths).'

/**
 * Recognises a file by its header.
 *
 * @param hint what the caller asked for; the wide form holds one metric a file and its columns do not say which,
 *   so it comes from here or from the file's name.
 * @param lastDay latest day that a date may name.
 */
export function detectShape(
  header: readonly string[],
  hint: { fileName: string; metric?: Metric | undefined; firstDay: number; lastDay: number },
): Result<FileShape, DomainError> {
  const names = header.map((name) => name.trim().toLowerCase())
  if (names.includes('country/region')) return wideShape(header, names, hint)
  if (names.includes('country') && names.includes('date')) return longShape(header, names)
  return err(wrongHeader(header, EXPECTED))
}

function wideShape(
  header: readonly string[],
  names: readonly string[],
  hint: { fileName: string; metric?: Metric | undefined; firstDay: number; lastDay: number },
): Result<FileShape, DomainError> {
  const metric = hint.metric ?? metricFromName(hint.fileName)
  if (!metric) {
    return err(
      domainError(
        'invalid',
        `The file's name “${hint.fileName}” does not say whether it counts cases or deaths. Choose the metric, or keep the publisher's name (time_series_covid19_confirmed_global.csv or …_deaths_global.csv).`,
        { fields: [{ path: 'metric', message: 'choose cases or deaths' }] },
      ),
    )
  }
  const known = new Set(['province/state', 'country/region', 'lat', 'long'])
  const firstDate = names.findIndex((name) => !known.has(name))
  if (firstDate < 0) return err(wrongHeader(header, `There is no column with a date. ${EXPECTED}`))
  const days: number[] = []
  for (let column = firstDate; column < header.length; column++) {
    const text = (header[column] ?? '').trim()
    const day = parseUsDay(text)
    if (day === null || day < hint.firstDay || day > hint.lastDay) {
      return err(
        wrongHeader(
          header,
          `Column ${column + 1} is “${excerpt(text)}”, where a date between ${isoDay(hint.firstDay)} and ${isoDay(hint.lastDay)}, written like 1/22/20, belongs.`,
        ),
      )
    }
    const previous = days.at(-1)
    if (previous !== undefined && day <= previous) {
      return err(
        wrongHeader(header, `Column ${column + 1} (${excerpt(text)}) is not later than the one before it.`),
      )
    }
    days.push(day)
  }
  const province = names.indexOf('province/state')
  return ok({
    format: 'jhu-wide',
    metric,
    columns: header.length,
    country: names.indexOf('country/region'),
    province: province < 0 ? null : province,
    firstDate,
    days,
  })
}

function longShape(header: readonly string[], names: readonly string[]): Result<FileShape, DomainError> {
  const cases = names.indexOf('cum_cases')
  const deaths = names.indexOf('cum_deaths')
  if (cases < 0 && deaths < 0) {
    return err(wrongHeader(header, `Neither cum_cases nor cum_deaths is there. ${EXPECTED}`))
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    return err(wrongHeader(header, `The column “${excerpt(repeated)}” is there twice.`))
  return ok({
    format: 'long',
    columns: header.length,
    country: names.indexOf('country'),
    date: names.indexOf('date'),
    cases: cases < 0 ? null : cases,
    deaths: deaths < 0 ? null : deaths,
  })
}

function metricFromName(fileName: string): Metric | undefined {
  const name = fileName.toLowerCase()
  const cases = /confirmed|cases/.test(name)
  const deaths = /deaths?/.test(name)
  return cases === deaths ? undefined : cases ? 'cases' : 'deaths'
}

function wrongHeader(header: readonly string[], what: string): DomainError {
  const shown = header.slice(0, 8).map((name) => excerpt(name))
  const found = `${shown.join(', ')}${header.length > shown.length ? `, … (${header.length} columns)` : ''}`
  const separator =
    header.length === 1 && /[;\t]/.test(header[0] ?? '') ? ' Save it with commas between the columns.' : ''
  return domainError(
    'invalid',
    `The first line is not a header that can be read. ${what} Found: ${found}.${separator}`,
    {
      details: { found: shown, columns: header.length },
    },
  )
}

/** A short, printable piece of somebody's file, safe to show in a message. */
export function excerpt(text: string, max = 40): string {
  const clean = text.replace(/\p{C}+/gu, ' ').trim()
  return clean.length > max ? `${clean.slice(0, max - 1)}…` : clean
}

export const FORMAT_NAMES: Readonly<Record<FileFormat, string>> = {
  'jhu-wide': 'JHU CSSE time series (one column a day)',
  long: 'long form (country, date, cum_cases, cum_deaths)',
  generated: 'generated by the built-in simulation',
}
