'use client'

import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Status, type Tone } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { IMPORTS_TABLE } from './imports-table-config.ts'
import type { ImportRow } from './rows.ts'

const STATUSES: Record<ImportRow['status'], { tone: Tone; word: string }> = {
  running: { tone: 'info', word: 'Running' },
  published: { tone: 'good', word: 'Published' },
  unchanged: { tone: 'neutral', word: 'Nothing new' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
}

type Count = 'rowsRead' | 'rowsStored' | 'rowsChanged' | 'rowsRefused'

/** What an import took is known once it has ended well; before and otherwise nothing was taken. */
const count = (name: Count) => (row: ImportRow) =>
  row.status === 'published' || row.status === 'unchanged' ? (
    formatNumber(row[name])
  ) : (
    <span className="text-ink-3">–</span>
  )

const columns: readonly DataColumn<ImportRow>[] = [
  {
    id: 'file',
    header: 'File',
    card: 'title',
    cell: (row) => (
      <span title={row.fileName} className="block max-sm:[overflow-wrap:anywhere] sm:max-w-56 sm:truncate">
        {row.fileName}
      </span>
    ),
  },
  { id: 'source', header: 'Source', width: 'w-40', hideable: true, cell: (row) => row.source },
  {
    id: 'status',
    header: 'Outcome',
    width: 'w-36',
    cell: (row) => (
      <Status tone={STATUSES[row.status].tone} look="plain" title={row.error ?? undefined}>
        {STATUSES[row.status].word}
      </Status>
    ),
  },
  {
    id: 'read',
    header: 'Rows read',
    numeric: true,
    width: 'w-28',
    cell: count('rowsRead'),
  },
  {
    id: 'stored',
    header: 'Stored',
    numeric: true,
    width: 'w-28',
    cell: count('rowsStored'),
  },
  {
    id: 'changed',
    header: 'Changed',
    numeric: true,
    width: 'w-28',
    hideable: true,
    cell: count('rowsChanged'),
  },
  {
    id: 'refused',
    header: 'Refused',
    numeric: true,
    width: 'w-28',
    cell: count('rowsRefused'),
  },
  {
    id: 'by',
    header: 'By',
    width: 'w-32',
    hideable: true,
    cell: (row) => <span className="sm:whitespace-nowrap">{row.requestedBy}</span>,
  },
  { id: 'at', header: 'Began', width: 'w-32', cell: (row) => <Time at={row.startedAt} /> },
  {
    id: 'took',
    header: 'Took',
    numeric: true,
    width: 'w-24',
    hideable: true,
    cell: (row) =>
      row.finishedAt ? formatDuration(Date.parse(row.finishedAt) - Date.parse(row.startedAt)) : null,
  },
]

/** Every file that was ever imported, newest first, with how it ended. */
export function ImportsTable({
  rows,
  nextCursor,
  density,
}: {
  rows: readonly ImportRow[]
  nextCursor: string | null
  density: Density
}) {
  const url = useTableUrlState(IMPORTS_TABLE)
  return (
    <DataTable
      label="History of imports"
      noun={['import', 'imports']}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowLabel={(row) => `${row.fileName}, ${STATUSES[row.status].word}`}
      rowHref={(row) => (row.isJob ? `/admin/jobs/${row.id}` : undefined)}
      nextCursor={nextCursor}
      url={url}
      defaultDensity={density}
      empty={<EmptyState title="Nothing was imported yet">The first file starts the history.</EmptyState>}
    />
  )
}
