import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'

export const CALLS_TABLE: TableUrlConfig = {
  sortable: [],
  hideable: ['tokens', 'latency', 'epoch'],
  defaultSize: 50,
}
