import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { userListQuerySchema } from '#lib/accounts/schema.ts'
import { listUsers } from '#lib/accounts/service.ts'
import { CreateUser } from '#lib/accounts/ui/admin/create-user.tsx'
import { UsersTable } from '#lib/accounts/ui/admin/users-table.tsx'
import { USERS_TABLE } from '#lib/accounts/ui/admin/users-table-config.ts'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { tableDensity } from '../_table.ts'
import { usersHeader } from './_header.ts'

export const metadata: Metadata = { title: 'Users' }

export default async function UsersPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/users')
  const state = parseTableState(await props.searchParams, USERS_TABLE)
  const query = userListQuerySchema.parse({
    q: state.q.slice(0, 120) || undefined,
    role: state.filters.role,
    status: state.filters.status,
    sort: state.sort?.id,
    order: state.sort ? (state.sort.desc ? 'desc' : 'asc') : undefined,
    limit: state.size,
    cursor: state.cursor ?? undefined,
  })
  const listed = await listUsers(actor, query)
  // A cursor that is not of this list (an old bookmark) leads to its first page.
  if (!listed.ok && listed.error.code === 'invalid' && query.cursor) redirect('/admin/users')
  const page = orFail(listed)
  return (
    <>
      <PageHeader {...usersHeader} actions={<CreateUser />} />
      <UsersTable
        users={page.items}
        total={page.total}
        nextCursor={page.nextCursor}
        density={await tableDensity()}
        create={<CreateUser />}
      />
    </>
  )
}
