'use client'

import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ProviderCallRow } from '../proof-schema.ts'
import { CALLS_TABLE } from './calls-table-config.ts'
import { CALL_WORDS, failureWords, providerName, purposeWords } from './provider-words.ts'

const columns: readonly DataColumn<ProviderCallRow>[] = [
  {
    id: 'purpose',
    header: 'What for',
    card: 'title',
    width: 'min-w-44',
    cell: (call) => purposeWords(call.purpose),
  },
  { id: 'at', header: 'When', width: 'w-36', cell: (call) => <Time at={call.at} /> },
  {
    id: 'provider',
    header: 'Asked',
    width: 'w-64 min-w-48',
    cell: (call) => (
      <>
        {providerName(call.provider)}{' '}
        <span className="text-ink-3 [overflow-wrap:anywhere]">{call.model}</span>
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: 'w-32',
    cell: ({ status, message }) => {
      const { tone, word, why } = CALL_WORDS[status]
      return (
        <Status tone={tone} look="plain" title={message ?? why}>
          {word}
        </Status>
      )
    },
  },
  {
    id: 'failure',
    header: 'Why',
    width: 'w-64',
    cell: ({ failure, rule }) =>
      failure ? (
        <>
          {failureWords(failure)} <span className="text-ink-3 [overflow-wrap:anywhere]">{rule}</span>
        </>
      ) : null,
  },
  {
    id: 'epoch',
    header: 'Epoch',
    numeric: true,
    hideable: true,
    width: 'w-24',
    cell: (call) => formatNumber(call.epoch),
  },
  {
    id: 'tokens',
    header: 'Tokens',
    numeric: true,
    hideable: true,
    width: 'w-28',
    cell: ({ tokens_in, tokens_out }) =>
      tokens_in === null && tokens_out === null ? null : formatNumber((tokens_in ?? 0) + (tokens_out ?? 0)),
  },
  {
    id: 'latency',
    header: 'Took',
    numeric: true,
    hideable: true,
    width: 'w-24',
    cell: (call) => formatDuration(call.latency_ms),
  },
]

/** Questions to providers, newest first; a row leads to its proof. */
export function CallsTable({
  calls,
  nextCursor,
  density,
}: {
  calls: readonly ProviderCallRow[]
  nextCursor: string | null
  density: Density
}) {
  return (
    <DataTable
      label="Calls"
      noun={['call', 'calls']}
      columns={columns}
      rows={calls}
      rowId={(call) => call.call_id}
      rowLabel={(call) => `${purposeWords(call.purpose)}, ${providerName(call.provider)}, ${call.at}`}
      rowHref={(call) => `/admin/providers/calls/${call.call_id}`}
      nextCursor={nextCursor}
      url={useTableUrlState(CALLS_TABLE)}
      defaultDensity={density}
      empty={
        <EmptyState title="No provider has been asked yet">
          Each question to a provider appears here with its proof, from the first one after a key is set.
        </EmptyState>
      }
    />
  )
}
