'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { Link } from '#components/ui/link.tsx'
import { Num } from '#components/ui/number.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import type { ForecastSummaryRow } from '../../answers.ts'
import { providerLabel } from '../forecast-words.ts'
import { RiskStatus, TrendStatus } from '../risk-status.tsx'
import { REGIONS_TABLE } from './forecast-tables.ts'

/** A run publishes regions by the dozen: one reading of the list for each burst. */
const REFRESH_AFTER_MS = 600

const columns: readonly DataColumn<ForecastSummaryRow>[] = [
  {
    id: 'region_name',
    header: 'Region',
    sort: 'asc',
    card: 'title',
    width: 'min-w-44',
    cell: (row) => (
      <span className="inline-flex items-center gap-2 max-sm:flex-wrap sm:whitespace-nowrap">
        {row.region_name}
        {row.source_kind === 'simulated' ? <StarterLabel kind="simulated" /> : null}
      </span>
    ),
  },
  {
    id: 'risk',
    header: 'Risk',
    width: 'w-32',
    cell: (row) => <RiskStatus level={row.risk_level} look="plain" />,
  },
  {
    id: 'risk_score',
    header: 'Score',
    unit: '0–100',
    numeric: true,
    sort: 'desc',
    width: 'w-32',
    cell: (row) => <Num value={row.risk_score} digits={0} />,
  },
  { id: 'trend', header: 'Trend', width: 'w-32', cell: (row) => <TrendStatus trend={row.trend} /> },
  {
    id: 'last_week_cases',
    header: 'Last week',
    unit: 'cases',
    numeric: true,
    sort: 'desc',
    hideable: true,
    width: 'w-40',
    cell: (row) => <Num value={row.last_week_cases} />,
  },
  {
    id: 'data_as_of',
    header: 'Data as of',
    sort: 'desc',
    width: 'w-36',
    cell: (row) => (
      <span title={row.stale ? 'The data are more than 14 days old; confidence is halved.' : undefined}>
        <Time at={row.data_as_of} look="day" />
        {row.stale ? <span className="text-watch"> stale</span> : null}
      </span>
    ),
  },
  {
    id: 'provider',
    header: 'Made by',
    hideable: true,
    width: 'w-32',
    cell: (row) => (
      <span className="inline-flex flex-wrap gap-x-2">
        {providerLabel(row.provider)}
        {row.call_id ? (
          <Link href={`/admin/providers/calls/${row.call_id}`} aria-label={`Proof of ${row.region_name}`}>
            Proof
          </Link>
        ) : null}
      </span>
    ),
  },
  {
    id: 'made_at',
    header: 'Made',
    sort: 'desc',
    hideable: true,
    width: 'w-36',
    cell: (row) => <Time at={row.made_at} />,
  },
]

/** The current forecast of each region; a row leads to the page that users see. */
export function RegionsTable({
  rows,
  total,
  density,
}: {
  rows: readonly ForecastSummaryRow[]
  total: number
  density: Density
}) {
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.type !== 'forecast.published') return
        clearTimeout(timer.current)
        timer.current = setTimeout(() => router.refresh(), REFRESH_AFTER_MS)
      },
      [router],
    ),
  )
  return (
    <DataTable
      label="Latest forecasts"
      noun={['region', 'regions']}
      columns={columns}
      rows={rows}
      rowId={(row) => row.region}
      rowLabel={(row) => row.region_name}
      rowHref={(row) => `/forecasts/${encodeURIComponent(row.region)}`}
      total={total}
      url={useTableUrlState(REGIONS_TABLE)}
      searchLabel="Region by name or code"
      defaultDensity={density}
      empty={
        <EmptyState title="No forecast yet">
          The first run after an import makes one for each region with data.
        </EmptyState>
      }
    />
  )
}
