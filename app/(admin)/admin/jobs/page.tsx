import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { JOB_STATUSES } from '#lib/jobs/schema.ts'
import { listJobs } from '#lib/jobs/service.ts'
import { JobsTable } from '#lib/jobs/ui/jobs-table.tsx'
import { JOBS_TABLE } from '#lib/jobs/ui/jobs-table-config.ts'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { tableDensity } from '../_table.ts'
import { jobsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/jobs')
  const state = parseTableState(await props.searchParams, JOBS_TABLE)
  const jobs = orFail(
    await listJobs(actor, {
      limit: state.size,
      before: state.cursor ?? undefined,
      kind: state.filters.kind,
      status: JOB_STATUSES.find((status) => status === state.filters.status),
    }),
  )
  return (
    <>
      <PageHeader {...jobsHeader} />
      <JobsTable jobs={jobs.items} nextCursor={jobs.nextCursor} density={await tableDensity()} />
    </>
  )
}
