import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Card } from '#components/ui/card.tsx'
import { BulkEditJob } from '#lib/accounts/ui/admin/bulk-edit-job.tsx'
import { ForecastJob } from '#lib/forecasts/ui/admin/forecast-job.tsx'
import { getJob } from '#lib/jobs/service.ts'
import { JobFacts } from '#lib/jobs/ui/job-facts.tsx'
import { JobView } from '#lib/jobs/ui/job-view.tsx'
import { kindWords } from '#lib/jobs/ui/job-words.ts'
import { ImportJob } from '#lib/series/ui/import-job.tsx'
import { openAdminPage } from '../../_page.ts'
import { orFail } from '../../_result.ts'

export const metadata: Metadata = { title: 'Job' }

export default async function JobPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params
  const { actor } = await openAdminPage(`/admin/jobs/${id}`)
  const job = orFail(await getJob(actor, id))
  return (
    <>
      <PageHeader title={kindWords(job.kind)} state={<JobFacts initial={job} />} />
      <Card title="How it goes">
        {job.kind === 'series.import' ? (
          <ImportJob initial={job} />
        ) : job.kind === 'forecast.run' ? (
          <ForecastJob initial={job} />
        ) : job.kind === 'users.bulk-edit' ? (
          <BulkEditJob initial={job} />
        ) : (
          <JobView initial={job} />
        )}
      </Card>
    </>
  )
}
