import { incidenceFromCumulative } from './cleaning.ts'
import { type DailySeries, lastDay, upTo, valueAt } from './daily-series.ts'
import type { RegionIdentity } from './regions.ts'
import type { Metric, SourceKind } from './schema.ts'

export type SourceFacts = { readonly id: string; readonly publisher: string; readonly kind: SourceKind }

export type CandidateSeries = {
  readonly metric: Metric
  readonly source: SourceFacts
  readonly importId: string
  /** UTC day, since 1970-01-01, on which the newest values were published: that day was not over yet. */
  readonly publishedOn: number
  readonly series: DailySeries
}

/** All that is known of a region's epidemic up to one day, from the sources chosen for it. */
export type RegionData = {
  readonly region: RegionIdentity
  readonly source: SourceFacts
  readonly importId: string
  /** Last day of data, in days since 1970-01-01. */
  readonly dataAsOf: number
  /** First day on which more reports will come; null when all days up to `dataAsOf` are complete. */
  readonly incompleteFrom: number | null
  readonly cases: number
  /** Null where no source has deaths up to about the same day. */
  readonly deaths: number | null
  /** New counts per day; both end on `dataAsOf`. */
  readonly caseIncidence: DailySeries
  readonly deathIncidence: DailySeries | null
  readonly hasCorrections: boolean
  readonly hasGaps: boolean
}

/** Deaths that end this much before the cases are still used, with both cut to their common day. */
const MAX_LAG_DAYS = 7

/**
 * Chooses the series a region is judged by: real before simulated, then the one that ends last; deaths from the same
 * source if it has them. Null when nothing says how many cases there were on two days at least.
 *
 * @param origin last day that may be seen, for replays.
 */
export function regionData(
  region: RegionIdentity,
  candidates: readonly CandidateSeries[],
  origin: number | null = null,
): RegionData | null {
  const visible = candidates
    .map((candidate) => ({
      ...candidate,
      series: origin === null ? candidate.series : upTo(candidate.series, origin),
    }))
    .flatMap((candidate) => {
      const last = lastDay(candidate.series)
      return last === null ? [] : [{ ...candidate, last }]
    })
    .sort(
      (a, b) => realFirst(a.source, b.source) || b.last - a.last || a.source.id.localeCompare(b.source.id),
    )
  const cases = visible.find(({ metric }) => metric === 'cases')
  if (!cases) return null
  const deaths =
    visible.find(({ metric, source }) => metric === 'deaths' && source.id === cases.source.id) ??
    visible.find(({ metric, source }) => metric === 'deaths' && source.kind === cases.source.kind)
  const usable = deaths && deaths.last >= cases.last - MAX_LAG_DAYS ? deaths : null
  // The days must match, or the weeks of the two series would not be the same weeks.
  const dataAsOf = usable
    ? lastCommonDay(cases.series, usable.series, Math.min(cases.last, usable.last))
    : cases.last
  if (dataAsOf === null) return regionData(region, [cases], origin)
  const cutCases = upTo(cases.series, dataAsOf)
  const cleanCases = incidenceFromCumulative(cutCases)
  if (cleanCases.incidence.values.length === 0) return null
  const cutDeaths = usable ? upTo(usable.series, dataAsOf) : null
  const cleanDeaths = cutDeaths ? incidenceFromCumulative(cutDeaths) : null
  const cleanings = [...cleanCases.cleanings, ...(cleanDeaths?.cleanings ?? [])]
  return {
    region,
    source: cases.source,
    importId: cases.importId,
    dataAsOf,
    incompleteFrom: firstUpTo(dataAsOf, [cases.publishedOn, ...(usable ? [usable.publishedOn] : [])]),
    cases: valueAt(cutCases, dataAsOf) ?? 0,
    deaths: cutDeaths ? valueAt(cutDeaths, dataAsOf) : null,
    caseIncidence: cleanCases.incidence,
    deathIncidence: cleanDeaths && cleanDeaths.incidence.values.length > 0 ? cleanDeaths.incidence : null,
    hasCorrections: cleanings.some(({ kind }) => kind === 'falling-count'),
    hasGaps: cleanings.some(({ kind }) => kind === 'gap'),
  }
}

/** The earliest of the days, unless it lies after `last`. */
function firstUpTo(last: number, days: readonly number[]): number | null {
  const first = Math.min(...days)
  return first <= last ? first : null
}

function realFirst(a: SourceFacts, b: SourceFacts): number {
  return Number(b.kind === 'real') - Number(a.kind === 'real')
}

function lastCommonDay(a: DailySeries, b: DailySeries, from: number): number | null {
  for (let day = from; day > from - MAX_LAG_DAYS; day--) {
    if (valueAt(a, day) !== null && valueAt(b, day) !== null) return day
  }
  return null
}

/**
 * Adds regions up. A region whose data end before the common last day keeps its count and adds no new ones from then
 * on; the common last day is the one on which most regions end, the latest of equals. Days that a region is late with
 * are incomplete; one that is later than `MAX_LAG_DAYS` no longer reports.
 */
export function sumOfRegions(total: RegionIdentity, parts: readonly RegionData[]): RegionData | null {
  const ends = new Map<number, number>()
  for (const { dataAsOf } of parts) ends.set(dataAsOf, (ends.get(dataAsOf) ?? 0) + 1)
  const common = [...ends].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0]
  const first = parts[0]
  if (common === undefined || first === undefined) return null
  const withDeaths = parts.filter(({ deathIncidence, deaths }) => deathIncidence !== null && deaths !== null)
  const isOneSource = parts.every(({ source }) => source.id === first.source.id)
  const caseIncidence = sumIncidence(
    parts.map((part) => part.caseIncidence),
    common,
  )
  return {
    region: total,
    source: isOneSource ? first.source : { ...first.source, id: 'several', publisher: 'Several sources' },
    importId: first.importId,
    dataAsOf: common,
    incompleteFrom: firstUpTo(
      common,
      parts.flatMap(({ incompleteFrom, dataAsOf }) => [
        ...(incompleteFrom === null ? [] : [incompleteFrom]),
        ...(dataAsOf >= common - MAX_LAG_DAYS ? [dataAsOf + 1] : []),
      ]),
    ),
    cases: sum(parts.map((part) => part.cases - after(part.caseIncidence, common))),
    deaths:
      withDeaths.length === 0
        ? null
        : sum(withDeaths.map((part) => (part.deaths ?? 0) - after(part.deathIncidence, common))),
    caseIncidence,
    deathIncidence:
      withDeaths.length === 0
        ? null
        : sumIncidence(
            withDeaths.map((part) => part.deathIncidence as DailySeries),
            common,
          ),
    hasCorrections: parts.some((part) => part.hasCorrections),
    hasGaps: parts.some((part) => part.hasGaps),
  }
}

function sumIncidence(series: readonly DailySeries[], last: number): DailySeries {
  const startDay = Math.min(last, ...series.map((one) => one.startDay))
  const values = new Float64Array(last - startDay + 1)
  for (const one of series) {
    const offset = one.startDay - startDay
    const length = Math.min(one.values.length, last - one.startDay + 1)
    for (let i = 0; i < length; i++)
      values[offset + i] = (values[offset + i] as number) + (one.values[i] as number)
  }
  return { startDay, values }
}

/** New counts that a series has after a day. */
function after(series: DailySeries | null, day: number): number {
  return series === null ? 0 : sum(series.values.subarray(Math.max(0, day - series.startDay + 1)))
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
