import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { isUuid } from '#lib/core/ids.ts'
import { listCalls } from '#lib/providers/proof-service.ts'
import { CallsTable } from '#lib/providers/ui/calls-table.tsx'
import { CALLS_TABLE } from '#lib/providers/ui/calls-table-config.ts'
import { openAdminPage } from '../../_page.ts'
import { orFail } from '../../_result.ts'
import { tableDensity } from '../../_table.ts'
import { callsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'AI calls' }

export default async function CallsPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/providers/calls')
  const { cursor, size } = parseTableState(await props.searchParams, CALLS_TABLE)
  const before = cursor !== null && isUuid(cursor) ? cursor : undefined
  const calls = orFail(await listCalls(actor, { limit: size, before }))
  return (
    <>
      <PageHeader {...callsHeader} />
      <CallsTable calls={calls.items} nextCursor={calls.nextCursor} density={await tableDensity()} />
    </>
  )
}
