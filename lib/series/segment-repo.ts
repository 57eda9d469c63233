import 'server-only'
import { db, Prisma } from '#lib/platform/db/client.ts'
import type { Cleaning } from './cleaning.ts'
import { type DailySeries, overlay } from './daily-series.ts'
import { dateOfDay, dayOfDate } from './days.ts'
import type { Metric } from './schema.ts'

export type StagedSegment = {
  readonly seriesId: string
  readonly segment: DailySeries
  readonly cleanings: readonly Cleaning[]
}

/** Writes segments of an import that is not published yet: nobody sees them before it is. */
export async function stageSegments(importId: string, staged: readonly StagedSegment[]): Promise<void> {
  if (staged.length === 0) return
  const ids = staged.map(({ seriesId }) => seriesId)
  const starts = staged.map(({ segment }) => dateOfDay(segment.startDay).toISOString().slice(0, 10))
  const values = staged.map(({ segment }) => arrayLiteral(segment.values))
  await db().$executeRaw`
    INSERT INTO series_segment (series_id, import_id, start_date, values)
    SELECT series_id, ${importId}, start_date::date, values::float8[]
    FROM unnest(${ids}::text[], ${starts}::text[], ${values}::text[]) AS row(series_id, start_date, values)`
  const cleanings = staged.flatMap((item) =>
    item.cleanings.map((cleaning) => ({
      importId,
      seriesId: item.seriesId,
      kind: cleaning.kind,
      count: cleaning.count,
      magnitude: cleaning.magnitude,
      examples: [...cleaning.examples],
    })),
  )
  if (cleanings.length > 0) await db().seriesCleaning.createMany({ data: cleanings })
}

function arrayLiteral(values: Float64Array): string {
  let text = '{'
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    text += `${i === 0 ? '' : ','}${Number.isNaN(value) ? 'NULL' : value}`
  }
  return `${text}}`
}

export type StoredSeries = {
  readonly seriesId: string
  readonly regionCode: string
  readonly metric: Metric
  readonly sourceId: string
  /** Import whose segment is the newest in this series. */
  readonly importId: string
  /** UTC day, since 1970-01-01, on which that segment was published. */
  readonly publishedOn: number
  readonly series: DailySeries
}

type SegmentRow = {
  series_id: string
  region_code: string
  metric: Metric
  source_id: string
  import_id: string
  published_at: Date
  start_date: Date
  values: string
}

/**
 * Series as they are now, or as they were known at a moment.
 *
 * @param filter by ids of series, or by regions over all sources that have not retired.
 */
export async function readSeries(
  filter: { seriesIds: readonly string[] } | { regionCodes: readonly string[] },
  asOf: Date | null = null,
): Promise<StoredSeries[]> {
  const which =
    'seriesIds' in filter
      ? Prisma.sql`s.id = ANY(${[...filter.seriesIds]}::text[])`
      : Prisma.sql`s.region_code = ANY(${[...filter.regionCodes]}::text[]) AND src.retired_at IS NULL`
  const when = asOf === null ? Prisma.empty : Prisma.sql`AND i.published_at <= ${asOf}`
  const rows = await db().$queryRaw<SegmentRow[]>`
    SELECT s.id AS series_id, s.region_code, s.metric, s.source_id, g.import_id, i.published_at, g.start_date,
           array_to_string(g.values, ',', '') AS values
    FROM series_segment g
    JOIN series s ON s.id = g.series_id
    JOIN series_source src ON src.id = s.source_id
    JOIN series_import i ON i.id = g.import_id
    WHERE i.published_at IS NOT NULL AND ${which} ${when}
    ORDER BY s.id, i.published_at, i.id`
  const found: StoredSeries[] = []
  for (let from = 0; from < rows.length; ) {
    const first = rows[from] as SegmentRow
    let to = from
    while (rows[to]?.series_id === first.series_id) to++
    const segments = rows.slice(from, to).map((row) => ({
      startDay: dayOfDate(row.start_date),
      values: parseValues(row.values),
    }))
    const newest = rows[to - 1] as SegmentRow
    found.push({
      seriesId: first.series_id,
      regionCode: first.region_code,
      metric: first.metric,
      sourceId: first.source_id,
      importId: newest.import_id,
      publishedOn: dayOfDate(newest.published_at),
      series: overlay(segments),
    })
    from = to
  }
  return found
}

function parseValues(text: string): Float64Array {
  const parts = text.split(',')
  const values = new Float64Array(parts.length)
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string
    values[i] = part === '' ? Number.NaN : Number(part)
  }
  return values
}
