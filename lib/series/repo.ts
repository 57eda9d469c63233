import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { db, type Prisma, type Tx } from '#lib/platform/db/client.ts'
import type { RegionIdentity, RegionKind } from './regions.ts'
import type { ImportReport, Metric, Refusal } from './schema.ts'
import type { SourceDescription } from './sources.ts'

/** Adds what the code knows and the database does not; what happened to a source stays. */
export async function ensureSources(sources: readonly SourceDescription[]): Promise<void> {
  await db().seriesSource.createMany({ data: [...sources], skipDuplicates: true })
}

export function findSource(id: string) {
  return db().seriesSource.findUnique({ where: { id } })
}

export function listSources() {
  return db().seriesSource.findMany({ orderBy: { id: 'asc' } })
}

export async function ensureRegions(regions: readonly RegionIdentity[]): Promise<void> {
  await db().region.createMany({
    data: regions.map((region) => ({
      code: region.code,
      name: region.name,
      aliases: [...region.aliases],
      kind: region.kind,
      population: region.population?.people ?? null,
      populationSource: region.population?.source ?? null,
      populationYear: region.population?.year ?? null,
    })),
    skipDuplicates: true,
  })
}

export function seriesId(sourceId: string, regionCode: string, metric: Metric): string {
  return `${sourceId}:${regionCode}:${metric}`
}

export async function ensureSeries(
  sourceId: string,
  series: readonly { readonly regionCode: string; readonly metric: Metric }[],
): Promise<void> {
  await db().series.createMany({
    data: series.map(({ regionCode, metric }) => ({
      id: seriesId(sourceId, regionCode, metric),
      sourceId,
      regionCode,
      metric,
      unit: 'people',
      cadence: 'daily',
    })),
    skipDuplicates: true,
  })
}

export function findImport(id: string) {
  return db().seriesImport.findUnique({ where: { id } })
}

/** Opens an import, or opens it again with nothing staged when an earlier try was interrupted. */
export async function openImport(row: {
  id: string
  sourceId: string
  fileName: string
  requestedBy: Actor
  startedAt: Date
}): Promise<void> {
  const { id, ...rest } = row
  const fresh = { ...rest, requestedBy: { ...rest.requestedBy }, sha256: '', bytes: 0n, status: 'running' }
  await db().seriesImport.upsert({
    where: { id },
    create: { id, ...fresh },
    update: { ...fresh, finishedAt: null },
  })
  await clearStaged(id)
}

/** Removes what an import has prepared but not published. */
export async function clearStaged(importId: string): Promise<void> {
  const unpublished = { importId, import: { publishedAt: null } }
  await db().seriesSegment.deleteMany({ where: unpublished })
  await db().seriesCleaning.deleteMany({ where: unpublished })
  await db().importRefusal.deleteMany({ where: unpublished })
}

export async function closeImport(
  id: string,
  outcome: { status: 'failed' | 'cancelled'; finishedAt: Date; error: string | null },
): Promise<void> {
  await clearStaged(id)
  const row = await db().seriesImport.update({
    where: { id },
    data: { status: outcome.status, finishedAt: outcome.finishedAt, report: { error: outcome.error } },
  })
  if (outcome.status === 'failed') {
    await db().seriesSource.update({
      where: { id: row.sourceId },
      data: { faults: { increment: 1 }, lastFault: outcome.error, lastFetchedAt: outcome.finishedAt },
    })
  }
}

export async function storeRefusals(importId: string, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  await db().importRefusal.createMany({
    data: refusals.map((refusal, seq) => ({ importId, seq, ...refusal })),
  })
}

/**
 * Takes the right to publish: true when nothing was published for the source since `revision` was read. The source
 * stays locked until the transaction ends.
 */
export async function advanceRevision(
  tx: Tx,
  sourceId: string,
  revision: number,
  facts: { at: Date; dataAsOf: Date | null; pointsAdded: number },
): Promise<boolean> {
  const { count } = await tx.seriesSource.updateMany({
    where: { id: sourceId, revision },
    data: {
      revision: { increment: 1 },
      lastFetchedAt: facts.at,
      lastGoodAt: facts.at,
      rows: { increment: facts.pointsAdded },
      faults: 0,
      lastFault: null,
      retiredAt: null,
    },
  })
  if (count === 1 && facts.dataAsOf) {
    await tx.$executeRaw`
      UPDATE series_source SET data_as_of = greatest(data_as_of, ${facts.dataAsOf}::date) WHERE id = ${sourceId}`
  }
  return count === 1
}

export async function markSourceFetched(sourceId: string, at: Date): Promise<void> {
  await db().seriesSource.update({
    where: { id: sourceId },
    data: { lastFetchedAt: at, lastGoodAt: at, faults: 0, lastFault: null },
  })
}

/** Sets how an import ended. With `publishedAt` its segments become part of their series. */
export async function finishImport(
  client: Tx,
  report: ImportReport,
  file: { sha256: string; bytes: number },
  times: { finishedAt: Date; publishedAt: Date | null },
): Promise<void> {
  await client.seriesImport.update({
    where: { id: report.importId },
    data: {
      sha256: file.sha256,
      bytes: BigInt(file.bytes),
      format: report.format,
      status: report.status,
      rowsRead: report.rowsRead,
      rowsStored: report.pointsStored,
      rowsChanged: report.pointsChanged,
      rowsUnchanged: report.pointsUnchanged,
      rowsRefused: report.rowsRefused,
      report: report as unknown as Prisma.InputJsonValue,
      ...times,
    },
  })
}

/** Lets all simulated sources step aside; answers how many did. */
export async function retireSimulatedSources(tx: Tx, at: Date): Promise<number> {
  const { count } = await tx.seriesSource.updateMany({
    where: { kind: 'simulated', retiredAt: null },
    data: { retiredAt: at },
  })
  return count
}

/** Regions that a source which has not retired says something about. */
export async function listRegions(): Promise<RegionIdentity[]> {
  const rows = await db().region.findMany({
    where: { series: { some: { source: { retiredAt: null } } } },
    orderBy: { code: 'asc' },
  })
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    aliases: row.aliases,
    kind: row.kind as RegionKind,
    population:
      row.population === null
        ? null
        : { people: row.population, source: row.populationSource ?? '', year: row.populationYear ?? 0 },
  }))
}

export function listImports(filter: {
  sourceId?: string | undefined
  before?: Date | undefined
  limit: number
}) {
  return db().seriesImport.findMany({
    where: {
      ...(filter.sourceId === undefined ? {} : { sourceId: filter.sourceId }),
      ...(filter.before === undefined ? {} : { startedAt: { lt: filter.before } }),
    },
    orderBy: { startedAt: 'desc' },
    take: filter.limit,
  })
}

export function listRefusals(importId: string, after: number, limit: number) {
  return db().importRefusal.findMany({
    where: { importId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take: limit,
  })
}
