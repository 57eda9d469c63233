import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'
import { JOB_KINDS, JOB_STATUS_OPTIONS } from './job-words.ts'

/** What of the list of jobs stands in the address; read by the page on the server and by the table. */
export const JOBS_TABLE: TableUrlConfig = {
  sortable: [],
  filters: [
    { id: 'status', label: 'Status', options: JOB_STATUS_OPTIONS },
    { id: 'kind', label: 'Kind', options: JOB_KINDS },
  ],
  hideable: ['by', 'took'],
}
