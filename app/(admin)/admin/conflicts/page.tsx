import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { namesOf } from '#lib/accounts/service.ts'
import { conflictQuerySchema } from '#lib/bridge/schema.ts'
import { listConflicts } from '#lib/bridge/service.ts'
import { ConflictsTable } from '#lib/bridge/ui/conflicts-table.tsx'
import { CONFLICT_PERIODS, CONFLICTS_TABLE } from '#lib/bridge/ui/conflicts-table-config.ts'
import { openAdminPage } from '../_page.ts'
import { tableDensity } from '../_table.ts'
import { conflictsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'Conflicts' }

export default async function ConflictsPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/conflicts')
  const { q, filters, size, cursor } = parseTableState(await props.searchParams, CONFLICTS_TABLE)
  const backMs = CONFLICT_PERIODS[filters.period ?? '']
  const query = conflictQuerySchema.parse({
    entity: filters.entity,
    rule: filters.rule,
    won: filters.won,
    person: q.slice(0, 120) || undefined,
    since: backMs === undefined ? undefined : new Date(Date.now() - backMs).toISOString(),
    before: cursor?.slice(0, 64),
    limit: size,
  })
  const found = await listConflicts(actor, { ...query, limit: size + 1 })
  const page = found.slice(0, size)
  const names = await namesOf(
    actor,
    page.map(({ entityId }) => entityId),
  )
  return (
    <>
      <PageHeader {...conflictsHeader} />
      <ConflictsTable
        conflicts={page.map((record) => ({ ...record, ownerName: names.get(record.entityId) ?? null }))}
        nextCursor={found.length > size ? (page.at(-1)?.id ?? null) : null}
        density={await tableDensity()}
      />
    </>
  )
}
