import 'server-only'
import { rooms } from '#lib/bridge/entity.ts'
import { appendEvents, lockEntities, pokeRelay } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { type Cleaning, incidenceFromCumulative } from './cleaning.ts'
import { changeBetween, EMPTY_SERIES, lastDay, overlay } from './daily-series.ts'
import { isoDay } from './days.ts'
import { GLOBAL_REGION } from './regions.ts'
import * as repo from './repo.ts'
import type { ReadSeries } from './row-reader.ts'
import type { FileFormat, ImportReport, Refusal } from './schema.ts'
import { readSeries, type StagedSegment, stageSegments } from './segment-repo.ts'

/** A file that has been read whole and waits to become part of its series. */
export type Publication = {
  readonly importId: string
  readonly sourceId: string
  readonly fileName: string
  readonly format: FileFormat
  readonly sha256: string
  readonly bytes: number
  readonly rowsRead: number
  readonly rowsRefused: number
  readonly pointsRead: number
  readonly series: readonly ReadSeries[]
  readonly refusals: readonly Refusal[]
}

export type PublishOptions = {
  readonly requestedBy: Actor
  readonly startedAt: Date
  readonly now: () => Date
  readonly signal?: AbortSignal | undefined
  /** Lets the simulated starter data step aside in the same moment. */
  readonly retireSimulated: boolean
  readonly onPrepared?: ((done: number, total: number) => void) | undefined
}

/** Series compared and staged at a time: each is one small statement, so that no transaction stays open for long. */
const CHUNK = 50
const MAX_TRIES = 5
const REFUSALS_IN_REPORT = 20

/**
 * Compares what was read with what is known, stages only what differs, and publishes it all at once: the visible
 * step is one short transaction, whatever the file's size. Reading the same file again changes nothing.
 */
export async function publish(publication: Publication, options: PublishOptions): Promise<ImportReport> {
  // The sum over all regions has no series of its own, but forecasts refer to it as to any region.
  await repo.ensureRegions([GLOBAL_REGION, ...unique(publication.series.map(({ region }) => region))])
  await repo.ensureSeries(
    publication.sourceId,
    publication.series.map(({ region, metric }) => ({ regionCode: region.code, metric })),
  )
  await repo.storeRefusals(publication.importId, publication.refusals)
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const source = await repo.findSource(publication.sourceId)
    if (!source) throw new Error(`There is no source ${publication.sourceId}`)
    const prepared = await prepare(publication, options)
    options.signal?.throwIfAborted()
    const report = reportOf(publication, prepared, options)
    if (report.status === 'unchanged') {
      await finishUnchanged(report, publication, options)
      return report
    }
    if (await publishPrepared(report, publication, source, options)) {
      pokeRelay()
      return report
    }
    // Another import of the same source was published meanwhile: what differs has to be found again.
    await repo.clearStaged(publication.importId)
    await repo.storeRefusals(publication.importId, publication.refusals)
  }
  throw new Error(`The source ${publication.sourceId} kept changing while an import was being prepared`)
}

type Prepared = {
  stored: number
  changed: number
  unchanged: number
  corrections: Map<string, { series: number; count: number; magnitude: number; examples: string[] }>
}

async function prepare(publication: Publication, options: PublishOptions): Promise<Prepared> {
  const total: Prepared = { stored: 0, changed: 0, unchanged: 0, corrections: new Map() }
  const { series, sourceId, importId } = publication
  for (let from = 0; from < series.length; from += CHUNK) {
    options.signal?.throwIfAborted()
    const chunk = series.slice(from, from + CHUNK).map((read) => ({
      read,
      id: repo.seriesId(sourceId, read.region.code, read.metric),
    }))
    const known = new Map(
      (await readSeries({ seriesIds: chunk.map(({ id }) => id) })).map((row) => [row.seriesId, row.series]),
    )
    const staged: StagedSegment[] = []
    for (const { read, id } of chunk) {
      const before = known.get(id) ?? EMPTY_SERIES
      const change = changeBetween(before, read.cumulative)
      total.stored += change.added
      total.changed += change.changed
      total.unchanged += change.unchanged
      if (!change.segment) continue
      const cleanings: Cleaning[] = [...incidenceFromCumulative(overlay([before, change.segment])).cleanings]
      if (read.duplicates > 0) {
        const { duplicates: count, duplicateExamples: examples } = read
        cleanings.push({ kind: 'duplicate-date', count, magnitude: 0, examples })
      }
      for (const cleaning of cleanings) addCorrection(total, read.region.name, cleaning)
      staged.push({ seriesId: id, segment: change.segment, cleanings })
    }
    await stageSegments(importId, staged)
    options.onPrepared?.(Math.min(from + CHUNK, series.length), series.length)
  }
  return total
}

function addCorrection(total: Prepared, regionName: string, cleaning: Cleaning): void {
  const sum = total.corrections.get(cleaning.kind) ?? { series: 0, count: 0, magnitude: 0, examples: [] }
  sum.series++
  sum.count += cleaning.count
  sum.magnitude += cleaning.magnitude
  const example = cleaning.examples[0]
  if (example !== undefined && sum.examples.length < 5) sum.examples.push(`${regionName}, ${example}`)
  total.corrections.set(cleaning.kind, sum)
}

function reportOf(publication: Publication, prepared: Prepared, options: PublishOptions): ImportReport {
  const { series } = publication
  const elapsedMs = Math.max(1, options.now().getTime() - options.startedAt.getTime())
  return {
    importId: publication.importId,
    sourceId: publication.sourceId,
    fileName: publication.fileName,
    format: publication.format,
    status: prepared.stored + prepared.changed > 0 ? 'published' : 'unchanged',
    bytes: publication.bytes,
    rowsRead: publication.rowsRead,
    rowsRefused: publication.rowsRefused,
    pointsRead: publication.pointsRead,
    pointsStored: prepared.stored,
    pointsChanged: prepared.changed,
    pointsUnchanged: prepared.unchanged,
    regions: unique(series.map(({ region }) => region)).length,
    firstDay: isoDay(Math.min(...series.map(({ cumulative }) => cumulative.startDay))),
    lastDay: isoDay(Math.max(...series.map(({ cumulative }) => lastDay(cumulative) ?? cumulative.startDay))),
    corrections: [...prepared.corrections].map(([kind, sum]) => ({ kind, ...sum })),
    refusals: publication.refusals.slice(0, REFUSALS_IN_REPORT),
    elapsedMs,
    rowsPerSecond: Math.round((publication.rowsRead * 1000) / elapsedMs),
  }
}

type Source = NonNullable<Awaited<ReturnType<typeof repo.findSource>>>

async function publishPrepared(
  report: ImportReport,
  publication: Publication,
  source: Source,
  options: PublishOptions,
): Promise<boolean> {
  const now = options.now()
  // Overlaying goes by the time of publication, so within a source it must always advance.
  const publishedAt = new Date(Math.max(now.getTime(), (source.lastGoodAt?.getTime() ?? 0) + 1))
  return inTransaction(async (tx) => {
    await lockEntities(tx, [`source:${source.id}`])
    const isOurs = await repo.advanceRevision(tx, source.id, source.revision, {
      at: publishedAt,
      dataAsOf: new Date(report.lastDay),
      pointsAdded: report.pointsStored,
    })
    if (!isOurs) return false
    await repo.finishImport(tx, report, publication, { finishedAt: now, publishedAt })
    const retired =
      options.retireSimulated && source.kind === 'real' ? await repo.retireSimulatedSources(tx, now) : 0
    await appendEvents(tx, [
      {
        type: 'series.published',
        entity: 'system',
        entityId: 'system',
        version: 0,
        fields: {
          sourceId: source.id,
          importId: report.importId,
          regions: report.regions,
          dataAsOf: report.lastDay,
          simulatedRetired: retired > 0,
        },
        actor: options.requestedBy,
        rooms: [rooms.everyone],
      },
    ])
    return true
  })
}

async function finishUnchanged(
  report: ImportReport,
  publication: Publication,
  options: PublishOptions,
): Promise<void> {
  const now = options.now()
  await inTransaction((tx) =>
    repo.finishImport(tx, report, publication, { finishedAt: now, publishedAt: null }),
  )
  await repo.markSourceFetched(publication.sourceId, now)
}

function unique<R extends { readonly code: string }>(regions: readonly R[]): R[] {
  return [...new Map(regions.map((region) => [region.code, region])).values()]
}
