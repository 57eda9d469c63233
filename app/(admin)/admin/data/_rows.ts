import 'server-only'
import type { listImports, listSources } from '#lib/series/service.ts'
import { SIMULATION_SOURCE } from '#lib/series/sources.ts'
import type { ImportRow, SourceRow } from '#lib/series/ui/rows.ts'

type Listed<F extends (...args: never[]) => Promise<unknown>> =
  Extract<Awaited<ReturnType<F>>, { ok: true }> extends { value: (infer Row)[] } ? Row : never

/** What crosses to the browser: no Date, no bigint, nothing that the page does not show. */
export function sourceRow(source: Listed<typeof listSources>): SourceRow {
  const { id, publisher, title, licence, address, cadence, rows, faults, lastFault } = source
  return {
    id,
    publisher,
    title,
    licence,
    address,
    cadence,
    rows,
    faults,
    lastFault,
    kind: source.kind as SourceRow['kind'],
    dataAsOf: source.dataAsOf?.toISOString() ?? null,
    lastGoodAt: source.lastGoodAt?.toISOString() ?? null,
    lastFetchedAt: source.lastFetchedAt?.toISOString() ?? null,
    retiredAt: source.retiredAt?.toISOString() ?? null,
  }
}

export function importRow(
  row: Listed<typeof listImports>,
  publishers: ReadonlyMap<string, string>,
): ImportRow {
  const error = (row.report as { error?: unknown } | null)?.error
  return {
    id: row.id,
    source: publishers.get(row.sourceId) ?? row.sourceId,
    fileName: row.fileName,
    status: row.status as ImportRow['status'],
    bytes: Number(row.bytes),
    rowsRead: row.rowsRead,
    rowsStored: row.rowsStored,
    rowsChanged: row.rowsChanged,
    rowsRefused: row.rowsRefused,
    requestedBy: (row.requestedBy as { name?: string } | null)?.name ?? 'IntelliCV',
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: typeof error === 'string' ? error : null,
    isJob: row.sourceId !== SIMULATION_SOURCE,
  }
}
