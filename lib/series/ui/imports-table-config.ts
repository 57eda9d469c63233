import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'

/** What of the history of imports stands in the address; a cursor is the moment at which an import began. */
export const IMPORTS_TABLE: TableUrlConfig = {
  sortable: [],
  hideable: ['source', 'changed', 'by', 'took'],
  hiddenByDefault: ['source'],
}
