'use client'

import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { formatNumber, formatPercent } from '#components/ui/format-number.ts'
import { Num } from '#components/ui/number.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ForecastSummaryRow } from '../answers.ts'
import { REGION_TABLE } from './region-rows.ts'
import { RiskStatus, TrendStatus } from './risk-status.tsx'
import { useForecastNews } from './use-forecast-news.ts'

const COLUMNS: readonly DataColumn<ForecastSummaryRow>[] = [
  {
    id: 'region',
    header: 'Region',
    sort: 'asc',
    card: 'title',
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <span className="sm:whitespace-nowrap">{row.region_name}</span>
        {row.source_kind === 'simulated' ? <StarterLabel kind="simulated" /> : null}
      </span>
    ),
  },
  {
    id: 'risk',
    header: 'Risk',
    sort: 'desc',
    cell: (row) => (
      <span className="inline-flex items-center gap-2 align-middle">
        <RiskStatus level={row.risk_level} look="plain" />
        <span className="text-ink-3 text-sm" title="Risk score of 100">
          {formatNumber(row.risk_score, 0)}
        </span>
      </span>
    ),
  },
  { id: 'trend', header: 'Trend', cell: (row) => <TrendStatus trend={row.trend} /> },
  {
    id: 'cases',
    header: 'Cases',
    unit: 'last week',
    numeric: true,
    sort: 'desc',
    cell: (row) => <Num value={row.last_week_cases} />,
  },
  {
    id: 'rate',
    header: 'Rate',
    unit: 'per 100,000',
    numeric: true,
    sort: 'desc',
    hideable: true,
    cell: (row) => <Num value={row.rate_per_100k} digits={1} reason="The population has no source." />,
  },
  {
    id: 'outbreak',
    header: 'Outbreak',
    unit: 'est.',
    numeric: true,
    sort: 'desc',
    hideable: true,
    cell: (row) => formatPercent(row.outbreak_probability),
  },
  {
    id: 'dataAsOf',
    header: 'Data as of',
    sort: 'desc',
    hideable: true,
    cell: (row) => (
      <span
        className={row.stale ? 'whitespace-nowrap text-watch' : 'whitespace-nowrap text-ink-2'}
        title={row.stale ? 'More than 14 days old' : undefined}
      >
        <Time at={row.data_as_of} look="day" />
        {row.stale ? ' · old' : ''}
      </span>
    ),
  },
]

/** Every region with a forecast; new ones come in while one looks. */
export function RegionTable(props: {
  rows: readonly ForecastSummaryRow[]
  total: number
  density: 'comfortable' | 'compact'
}) {
  const url = useTableUrlState(REGION_TABLE)
  const fetching = useForecastNews()
  return (
    <DataTable
      label="Regions with forecasts"
      noun={['region', 'regions']}
      columns={COLUMNS}
      rows={props.rows}
      rowId={(row) => row.region}
      rowLabel={(row) => row.region_name}
      rowHref={(row) => `/forecasts/${encodeURIComponent(row.region)}`}
      total={props.total}
      url={url}
      fetching={fetching}
      searchLabel="Search regions"
      defaultDensity={props.density}
      empty={
        <EmptyState title="No forecasts yet">
          They appear here by themselves as soon as a source has data and a run has made them.
        </EmptyState>
      }
    />
  )
}
