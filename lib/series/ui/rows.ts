import type { ImportReport, SourceKind } from '../schema.ts'

/** A source as the page shows it; moments as ISO strings. */
export type SourceRow = {
  readonly id: string
  readonly publisher: string
  readonly title: string
  readonly licence: string
  readonly address: string
  readonly cadence: string
  readonly kind: SourceKind
  readonly dataAsOf: string | null
  readonly rows: number
  readonly lastGoodAt: string | null
  readonly lastFetchedAt: string | null
  readonly faults: number
  readonly lastFault: string | null
  readonly retiredAt: string | null
}

/** An import as the history shows it. */
export type ImportRow = {
  readonly id: string
  readonly source: string
  readonly fileName: string
  readonly status: 'running' | 'published' | 'unchanged' | 'failed' | 'cancelled'
  readonly bytes: number
  readonly rowsRead: number
  readonly rowsStored: number
  readonly rowsChanged: number
  readonly rowsRefused: number
  readonly requestedBy: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly error: string | null
  /** The simulation is made, not imported by a job that one could look at. */
  readonly isJob: boolean
}

/** A report that a job carries, if it is one of a finished import. */
export function asImportReport(report: Readonly<Record<string, unknown>> | null): ImportReport | null {
  return report && typeof report.rowsRead === 'number' && Array.isArray(report.refusals)
    ? (report as unknown as ImportReport)
    : null
}
