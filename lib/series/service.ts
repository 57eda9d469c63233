import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type Clock, systemClock } from '#lib/core/clock.ts'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { type ChartDay, chartDays } from './chart.ts'
import { parseIsoDay } from './days.ts'
import { publish } from './publish.ts'
import { type FileLimits, readSeriesFile } from './read-file.ts'
import { type RegionData, regionData, type SourceFacts, sumOfRegions } from './region-data.ts'
import { dropRegionCache, listRegions, readRegions } from './region-list.ts'
import { findCountry, GLOBAL_REGION, matchRegion, type RegionIdentity } from './regions.ts'
import * as repo from './repo.ts'
import {
  type ImportReport,
  importFailureSchema,
  importReportSchema,
  type Metric,
  type SourceKind,
} from './schema.ts'
import { readSeries } from './segment-repo.ts'
import { SOURCES, sourceIdOf } from './sources.ts'

export { seedStarterSeries } from './starter.ts'
export type { RegionData, RegionIdentity }
export { findCountry, GLOBAL_REGION, listRegions, readRegions, sumOfRegions }

export type ImportProgress = {
  readonly done: number
  readonly total: number
  readonly unit: 'bytes'
  readonly note: string
}

export type ImportContext = {
  /** Id of the import; a job passes its own run id, so that a second try is the same import. */
  readonly importId?: string
  readonly signal?: AbortSignal
  readonly progress?: (progress: ImportProgress) => void
  readonly clock?: Clock
  readonly limits?: FileLimits
}

/**
 * Imports a publisher's file that lies on this machine: reads it whole, then publishes what is new in one step.
 *
 * Errors: `forbidden` (not staff), `not-found` (no such source), and those of `readSeriesFile`: `invalid`,
 * `too-large`, `unsupported`. An aborted signal throws, with nothing published.
 */
export async function importSeriesFile(
  request: {
    readonly path: string
    readonly fileName: string
    readonly metric?: Metric | undefined
    readonly sourceId: string
    readonly requestedBy: Actor
    readonly retireSimulated?: boolean | undefined
  },
  context: ImportContext = {},
): Promise<Result<ImportReport, DomainError>> {
  if (request.requestedBy.role === 'user') {
    return err(domainError('forbidden', 'Only staff may import data.'))
  }
  await repo.ensureSources(SOURCES)
  const sourceId = sourceIdOf(request.sourceId)
  const source = await repo.findSource(sourceId)
  if (!source || source.kind === 'simulated') {
    const known = SOURCES.filter(({ kind }) => kind === 'real').map(({ id }) => id)
    return err(
      domainError(
        'not-found',
        `There is no source “${request.sourceId}” to import for. Known: ${known.join(', ')}.`,
      ),
    )
  }
  const clock = context.clock ?? systemClock
  const importId = context.importId ?? newId()
  const earlier = await endedImport(importId)
  if (earlier) return earlier

  const startedAt = clock()
  const { fileName, requestedBy } = request
  await repo.openImport({ id: importId, sourceId, fileName, requestedBy, startedAt })
  try {
    let bytes = 0
    const reading = await readSeriesFile(request, {
      now: startedAt,
      ...(context.limits ? { limits: context.limits } : {}),
      signal: context.signal,
      onProgress({ bytesRead, bytesTotal, rows }) {
        bytes = bytesTotal
        context.progress?.({
          done: bytesRead,
          total: bytesTotal,
          unit: 'bytes',
          note: `${rows.toLocaleString('en')} rows read`,
        })
      },
    })
    if (!reading.ok) {
      await repo.closeImport(importId, {
        status: 'failed',
        finishedAt: clock(),
        error: reading.error.message,
      })
      return reading
    }
    const report = await publish(
      { importId, sourceId, fileName, ...reading.value },
      {
        requestedBy,
        startedAt,
        now: clock,
        signal: context.signal,
        retireSimulated: request.retireSimulated ?? true,
        onPrepared(done, total) {
          context.progress?.({
            done: bytes,
            total: bytes,
            unit: 'bytes',
            note: `${done} of ${total} series compared`,
          })
        },
      },
    )
    dropRegionCache()
    return ok(report)
  } catch (cause) {
    if (context.signal?.aborted) {
      await repo.closeImport(importId, { status: 'cancelled', finishedAt: clock(), error: 'cancelled' })
    }
    throw cause
  }
}

/** How an import ended whose job was cut off after that; its file may be gone. Null when it has not ended. */
async function endedImport(importId: string): Promise<Result<ImportReport, DomainError> | null> {
  const row = await repo.findImport(importId)
  if (row?.status === 'failed') {
    const why = importFailureSchema.safeParse(row.report)
    if (why.success) return err(domainError('invalid', why.data.error))
  }
  const isDone = row && (row.publishedAt || row.status === 'unchanged')
  const report = isDone ? importReportSchema.safeParse(row.report) : null
  return report?.success ? ok(report.data) : null
}

/**
 * A region by code, name or alias, in any case. Errors: `unavailable` for a country that no source has data on yet,
 * `not-found` with near matches for everything else.
 */
export async function findRegion(query: string): Promise<Result<RegionIdentity, DomainError>> {
  const regions = await listRegions()
  const match = matchRegion(query, [GLOBAL_REGION, ...regions])
  if (match.found) return ok(match.found)
  const country = findCountry(query)
  if (country) {
    return err(
      domainError(
        'unavailable',
        `No source has data on ${country.name} yet: staff can import one in Data management.`,
        {
          retryAfterS: 3600,
        },
      ),
    )
  }
  const near = match.near.map(({ code, name }) => ({ code, name }))
  const hint = near.length > 0 ? ` Did you mean ${near.map(({ name }) => name).join(', ')}?` : ''
  const shown = query.length > 60 ? `${query.slice(0, 59)}…` : query
  return err(domainError('not-found', `There is no region “${shown}”.${hint}`, { details: { near } }))
}

/**
 * What is known of the given regions, each from the sources chosen for it; those without cases are left out.
 *
 * @param when.asOf the data as they were published at that moment; `when.origin` the last day that may be seen.
 */
export async function readRegionData(
  regions: readonly RegionIdentity[],
  when: { readonly asOf?: Date; readonly origin?: string } = {},
): Promise<RegionData[]> {
  const sources = new Map<string, SourceFacts>(
    (await repo.listSources()).map(({ id, publisher, kind }) => [
      id,
      { id, publisher, kind: kind as SourceKind },
    ]),
  )
  const rows = await readSeries({ regionCodes: regions.map(({ code }) => code) }, when.asOf ?? null)
  const origin = when.origin === undefined ? null : parseIsoDay(when.origin)
  const byRegion = Map.groupBy(rows, ({ regionCode }) => regionCode)
  return regions.flatMap((region) => {
    const candidates = (byRegion.get(region.code) ?? []).map(
      ({ metric, sourceId, importId, publishedOn, series }) => ({
        metric,
        importId,
        publishedOn,
        series,
        source: sources.get(sourceId) as SourceFacts,
      }),
    )
    const data = regionData(region, candidates, origin)
    return data ? [data] : []
  })
}

/** The registry of sources, for staff. */
export async function listSources(actor: Actor) {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see data sources.'))
  await repo.ensureSources(SOURCES)
  return ok(await repo.listSources())
}

/** Imports, newest first, for staff. */
export async function listImports(
  actor: Actor,
  filter: { readonly sourceId?: string; readonly before?: Date; readonly limit: number },
) {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see imports.'))
  return ok(await repo.listImports(filter))
}

/** Refused lines of one import, by their order in the file, for staff. */
export async function listRefusals(actor: Actor, importId: string, page: { after?: number; limit: number }) {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see imports.'))
  return ok(await repo.listRefusals(importId, page.after ?? -1, page.limit))
}

/** Turns a refusal into the exception by which a job ends for good. */
export function orThrow<T>(result: Result<T, DomainError>): T {
  if (!result.ok) throw new DomainException(result.error)
  return result.value
}

/** The last days of a region (or of all together) up to and including `until`, or null where nothing is known. */
export async function readChartData(code: string, until: string, days: number): Promise<ChartDay[] | null> {
  const isSum = code === GLOBAL_REGION.code
  const all = await readRegions()
  const parts = await readRegionData(isSum ? all : all.filter((region) => region.code === code), {
    origin: until,
  })
  const real = parts.filter(({ source }) => source.kind === 'real')
  const data = isSum ? sumOfRegions(GLOBAL_REGION, real.length > 0 ? real : parts) : parts[0]
  return data ? chartDays(data, days) : null
}
