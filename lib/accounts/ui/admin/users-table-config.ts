import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'

/** What of the list of people stands in the address. */
export const USERS_TABLE: TableUrlConfig = {
  sortable: ['name', 'email', 'role', 'status', 'createdAt'],
  defaultSort: { id: 'createdAt', desc: true },
  filters: [
    {
      id: 'role',
      label: 'Role',
      options: [
        { value: 'admin', label: 'Admin' },
        { value: 'user', label: 'User' },
      ],
    },
    {
      id: 'status',
      label: 'Status',
      options: [
        { value: 'active', label: 'Active' },
        { value: 'suspended', label: 'Suspended' },
      ],
    },
  ],
  hideable: ['email', 'plan', 'createdAt', 'version'],
  hiddenByDefault: ['version'],
}
