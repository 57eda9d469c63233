import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** How far back the list may be asked to look. */
export const CONFLICT_PERIODS: Readonly<Record<string, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
}

/** What of the list of conflicts stands in the address; read by the page on the server and by the table. */
export const CONFLICTS_TABLE: TableUrlConfig = {
  sortable: [],
  filters: [
    {
      id: 'entity',
      label: 'Record',
      options: [
        { value: 'user', label: 'Account' },
        { value: 'profile', label: 'Profile' },
        { value: 'preferences', label: 'Preferences' },
      ],
    },
    {
      id: 'rule',
      label: 'Rule',
      options: [
        { value: 'admin-override', label: 'Staff first' },
        { value: 'last-write-wins', label: 'Last change wins' },
        { value: 'protected', label: 'Protected field' },
      ],
    },
    {
      id: 'won',
      label: 'Whose value stands',
      options: [
        { value: 'admin', label: 'Staff’s' },
        { value: 'user', label: 'The person’s' },
        { value: 'system', label: 'The product’s' },
      ],
    },
    {
      id: 'period',
      label: 'When',
      options: [
        { value: 'day', label: 'Last 24 hours' },
        { value: 'week', label: 'Last 7 days' },
        { value: 'month', label: 'Last 30 days' },
      ],
    },
  ],
  hideable: ['rule', 'at'],
}
