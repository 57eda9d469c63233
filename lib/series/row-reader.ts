import { type DomainError, domainError } from '#lib/core/errors.ts'
import { countFault, parseCount } from './counts.ts'
import type { DailySeries } from './daily-series.ts'
import { isoDay, parseIsoDay } from './days.ts'
import { excerpt, type FileShape } from './file-shape.ts'
import { GrowableSeries } from './growable-series.ts'
import { type RegionIdentity, regionForName } from './regions.ts'
import type { Metric, Refusal, RefusalCode } from './schema.ts'

/** A file is refused as a whole beyond these: one import must not be able to fill the memory. */
export type ReadLimits = {
  readonly maxPoints: number
  readonly maxRegions: number
  /** Days held over all series, which a few wild dates could otherwise blow up. */
  readonly maxDays: number
  readonly maxKeptRefusals: number
}

export const READ_LIMITS: ReadLimits = {
  maxPoints: 2_000_000,
  maxRegions: 5_000,
  maxDays: 8_000_000,
  maxKeptRefusals: 1_000,
}

export type ReadSeries = {
  readonly region: RegionIdentity
  readonly metric: Metric
  readonly cumulative: DailySeries
  /** Lines that repeated a day with the same value. */
  readonly duplicates: number
  readonly duplicateExamples: readonly string[]
}

export type ReadResult = {
  readonly series: readonly ReadSeries[]
  readonly rowsRead: number
  readonly rowsRefused: number
  readonly pointsRead: number
  readonly refusals: readonly Refusal[]
}

type Accumulator = {
  readonly region: RegionIdentity
  readonly metrics: Partial<Record<Metric, GrowableSeries>>
  readonly duplicates: Partial<Record<Metric, { count: number; examples: string[] }>>
  readonly provinces: Set<string>
  /** Line of a refused province: the country's sum would be too low, so the country is left out. */
  brokenAt: number | null
}

/**
 * Turns lines into one cumulative series per region and metric. Refuses by line; gives an error only where the file
 * as a whole cannot be taken.
 */
export class RowReader {
  private readonly byName = new Map<string, Accumulator>()
  private readonly byCode = new Map<string, Accumulator>()
  private readonly brokenBefore = new Map<string, number>()
  private readonly refusals: Refusal[] = []
  private rowsRead = 0
  private rowsRefused = 0
  private points = 0
  private daysHeld = 0
  private readonly shape: FileShape
  private readonly bounds: { readonly firstDay: number; readonly lastDay: number }
  private readonly limits: ReadLimits
  private readonly wideRow: Float64Array

  constructor(
    shape: FileShape,
    bounds: { readonly firstDay: number; readonly lastDay: number },
    limits: ReadLimits = READ_LIMITS,
  ) {
    this.shape = shape
    this.bounds = bounds
    this.limits = limits
    this.wideRow = new Float64Array(shape.format === 'jhu-wide' ? shape.days.length : 0)
  }

  get rows(): number {
    return this.rowsRead
  }

  /** Takes one line's fields; an error ends the reading. */
  read(fields: readonly string[], line: number): DomainError | null {
    this.rowsRead++
    if (fields.length !== this.shape.columns) {
      const reason = `${fields.length} columns where the header has ${this.shape.columns}`
      if (this.shape.format === 'jhu-wide') this.breakCountry(fields[this.shape.country], line)
      return this.refuse(line, 'columns', reason, fields)
    }
    return this.shape.format === 'long'
      ? this.readLong(fields, line, this.shape)
      : this.readWide(fields, line, this.shape)
  }

  private readLong(
    fields: readonly string[],
    line: number,
    shape: FileShape & { format: 'long' },
  ): DomainError | null {
    const name = fields[shape.country] as string
    const dateText = (fields[shape.date] as string).trim()
    const day = parseIsoDay(dateText)
    if (day === null)
      return this.refuse(line, 'date', `“${excerpt(dateText)}” is no date (YYYY-MM-DD)`, fields)
    if (day < this.bounds.firstDay || day > this.bounds.lastDay) {
      const range = `${isoDay(this.bounds.firstDay)} to ${isoDay(this.bounds.lastDay)}`
      return this.refuse(line, 'date', `${dateText} is outside ${range}`, fields)
    }
    const casesText = shape.cases === null ? '' : (fields[shape.cases] as string)
    const deathsText = shape.deaths === null ? '' : (fields[shape.deaths] as string)
    const cases = this.count(casesText)
    const deaths = this.count(deathsText)
    const fault = countFault(cases, casesText) ?? countFault(deaths, deathsText)
    if (fault) return this.refuse(line, fault.code, fault.reason, fields)
    if (Number.isNaN(cases) && Number.isNaN(deaths)) {
      return this.refuse(line, 'no-value', 'neither cases nor deaths has a value', fields)
    }
    const found = this.region(name, line, fields)
    if ('error' in found) return found.error
    const { accumulator } = found
    if (accumulator === null) return null
    // Both values are checked before either is stored, so that a refused line leaves nothing behind.
    const conflict =
      this.conflict(accumulator, 'cases', day, cases) ?? this.conflict(accumulator, 'deaths', day, deaths)
    if (conflict) return this.refuse(line, 'duplicate', conflict, fields)
    return (
      this.store(accumulator, 'cases', day, cases, false) ??
      this.store(accumulator, 'deaths', day, deaths, false)
    )
  }

  private readWide(
    fields: readonly string[],
    line: number,
    shape: FileShape & { format: 'jhu-wide' },
  ): DomainError | null {
    const found = this.region(fields[shape.country] as string, line, fields)
    if ('error' in found) return found.error
    const { accumulator } = found
    if (accumulator === null) return null
    const province = shape.province === null ? '' : (fields[shape.province] as string).trim()
    if (accumulator.provinces.has(province)) {
      const which = province === '' ? accumulator.region.name : `${province}, ${accumulator.region.name}`
      return this.refuse(line, 'duplicate', `${excerpt(which)} was on an earlier line, which is kept`, fields)
    }
    for (let i = 0; i < shape.days.length; i++) {
      const text = fields[shape.firstDate + i] as string
      const value = this.count(text)
      const fault = countFault(value, text)
      if (fault) {
        accumulator.brokenAt ??= line
        const reason = `${isoDay(shape.days[i] as number)}: ${fault.reason}`
        return this.refuse(line, fault.code, reason, fields)
      }
      this.wideRow[i] = value
    }
    const isFirst = accumulator.provinces.size === 0
    accumulator.provinces.add(province)
    for (let i = 0; i < shape.days.length; i++) {
      const day = shape.days[i] as number
      const value = this.wideRow[i] as number
      // A country is the sum of its provinces; a day that one of them lacks is a day without a sum.
      const before = isFirst ? 0 : (accumulator.metrics[shape.metric]?.get(day) ?? Number.NaN)
      const failure = this.store(accumulator, shape.metric, day, before + value, true)
      if (failure) return failure
    }
    return null
  }

  private count(text: string): number {
    return text === '' ? Number.NaN : parseCount(text)
  }

  private conflict(accumulator: Accumulator, metric: Metric, day: number, value: number): string | null {
    const before = accumulator.metrics[metric]?.get(day) ?? Number.NaN
    if (Number.isNaN(value) || Number.isNaN(before) || before === value) return null
    return `${accumulator.region.name}, ${isoDay(day)} was on an earlier line with ${before} ${metric}, which is kept`
  }

  private store(
    accumulator: Accumulator,
    metric: Metric,
    day: number,
    value: number,
    replace: boolean,
  ): DomainError | null {
    if (Number.isNaN(value) && !replace) return null
    let series = accumulator.metrics[metric]
    if (!series) {
      series = new GrowableSeries()
      accumulator.metrics[metric] = series
    }
    if (!replace && !Number.isNaN(series.get(day))) {
      const duplicates = accumulator.duplicates[metric] ?? { count: 0, examples: [] }
      accumulator.duplicates[metric] = duplicates
      duplicates.count++
      if (duplicates.examples.length < 5) duplicates.examples.push(isoDay(day))
      return null
    }
    if (!Number.isNaN(value)) this.points++
    this.daysHeld += series.growthFor(day)
    if (this.points > this.limits.maxPoints || this.daysHeld > this.limits.maxDays) {
      const limit = this.limits.maxPoints.toLocaleString('en')
      return domainError(
        'too-large',
        `The file holds more than ${limit} values, or its dates are spread too far. Split it by country or by year and import the parts one after the other: what is already there stays.`,
      )
    }
    series.set(day, value)
    return null
  }

  private region(
    rawName: string,
    line: number,
    fields: readonly string[],
  ): { accumulator: Accumulator | null } | { error: DomainError } {
    const cached = this.byName.get(rawName)
    if (cached) return { accumulator: cached }
    const name = rawName.trim()
    if (name.length === 0 || name.length > 80 || !/\p{L}/u.test(name) || /\p{Cc}/u.test(name)) {
      this.refuse(line, 'region-name', `“${excerpt(name)}” is no name of a region`, fields)
      return { accumulator: null }
    }
    const identity = regionForName(name)
    let accumulator = this.byCode.get(identity.code)
    if (!accumulator) {
      if (this.byCode.size >= this.limits.maxRegions) {
        return {
          error: domainError(
            'too-large',
            `The file names more than ${this.limits.maxRegions.toLocaleString('en')} regions. Check that the column “country” holds countries.`,
          ),
        }
      }
      const brokenAt = this.brokenBefore.get(identity.code) ?? null
      accumulator = { region: identity, metrics: {}, duplicates: {}, provinces: new Set(), brokenAt }
      this.byCode.set(identity.code, accumulator)
    }
    this.byName.set(rawName, accumulator)
    return { accumulator }
  }

  /** A province whose line cannot even be split leaves its country without a sum, wherever its other lines are. */
  private breakCountry(name: string | undefined, line: number): void {
    if (name === undefined || !/\p{L}/u.test(name)) return
    const identity = regionForName(name)
    const accumulator = this.byCode.get(identity.code)
    if (accumulator) accumulator.brokenAt ??= line
    else this.brokenBefore.set(identity.code, line)
  }

  private refuse(line: number, code: RefusalCode, reason: string, fields: readonly string[]): null {
    this.rowsRefused++
    this.keep(line, code, reason, fields.slice(0, 6).join(','))
    return null
  }

  private keep(line: number, code: RefusalCode, reason: string, text: string): void {
    if (this.refusals.length < this.limits.maxKeptRefusals) {
      this.refusals.push({ line, code, reason, excerpt: excerpt(text, 80) })
    }
  }

  /** What was read. Call once, after the last line. */
  finish(): ReadResult {
    const series: ReadSeries[] = []
    for (const accumulator of this.byCode.values()) {
      const { region, brokenAt } = accumulator
      if (brokenAt !== null) {
        if (accumulator.provinces.size > 0) {
          const reason = `${region.name} is left out: with line ${brokenAt} refused, the sum of its provinces would be too low`
          this.keep(brokenAt, 'incomplete-country', reason, region.name)
        }
        continue
      }
      for (const metric of ['cases', 'deaths'] as const) {
        const cumulative = accumulator.metrics[metric]?.toSeries()
        if (!cumulative || cumulative.values.every(Number.isNaN)) continue
        const duplicates = accumulator.duplicates[metric]
        series.push({
          region,
          metric,
          cumulative,
          duplicates: duplicates?.count ?? 0,
          duplicateExamples: duplicates?.examples ?? [],
        })
      }
    }
    return {
      series,
      rowsRead: this.rowsRead,
      rowsRefused: this.rowsRefused,
      pointsRead: this.points,
      refusals: this.refusals,
    }
  }
}
