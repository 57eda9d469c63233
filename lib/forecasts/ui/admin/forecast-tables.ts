import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'

/** Two tables share the page, so each has a prefix in the address. */
export const RUNS_TABLE: TableUrlConfig = {
  sortable: [],
  hideable: ['by'],
  sizes: [10, 25, 50],
  prefix: 'runs.',
}

export const REGIONS_TABLE: TableUrlConfig = {
  sortable: ['region_name', 'risk_score', 'last_week_cases', 'data_as_of', 'made_at'],
  defaultSort: { id: 'risk_score', desc: true },
  filters: [
    {
      id: 'risk',
      label: 'Risk',
      options: [
        { value: 'RED', label: 'High' },
        { value: 'YELLOW', label: 'Elevated' },
        { value: 'GREEN', label: 'Low' },
      ],
    },
    {
      id: 'trend',
      label: 'Trend',
      options: [
        { value: 'increasing', label: 'Rising' },
        { value: 'stable', label: 'Steady' },
        { value: 'decreasing', label: 'Falling' },
      ],
    },
  ],
  hideable: ['last_week_cases', 'provider', 'made_at'],
}
