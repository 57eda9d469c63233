'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Job } from '#lib/jobs/schema.ts'
import { JobProgress } from '#lib/jobs/ui/job-progress.tsx'
import { hasEnded } from '#lib/jobs/ui/job-words.ts'
import { useJob } from '#lib/jobs/ui/use-job.ts'
import type { Refusal } from '../schema.ts'
import { ImportReportView } from './import-report.tsx'
import { RefusalTable } from './refusal-table.tsx'
import { asImportReport } from './rows.ts'

/** An import from its first row to its report, live. */
export function ImportJob({ initial, again }: { initial: Job; again?: () => void }) {
  const job = useJob(initial)
  const router = useRouter()
  const ended = hasEnded(job.status)
  const wasOpen = useRef(!ended)
  // What the import changed stands elsewhere on the page too: sources, history.
  useEffect(() => {
    if (!ended || !wasOpen.current) return
    wasOpen.current = false
    router.refresh()
  }, [ended, router])

  const report = asImportReport(job.report)
  const refused = (job.report?.refusals ?? []) as Refusal[]
  return (
    <div className="grid gap-4" data-job={job.status}>
      {ended ? null : <JobProgress job={job} label="Reading the file" />}
      {job.status === 'failed' ? (
        <ErrorState title="The file was not imported">
          <p>{job.error ?? 'No reason was recorded.'}</p>
          <p>What had been published before is unchanged.</p>
        </ErrorState>
      ) : null}
      {job.status === 'failed' && refused.length > 0 ? (
        <RefusalTable first={refused} total={refused.length} importId={null} />
      ) : null}
      {job.status === 'cancelled' ? (
        <Banner tone="info" title="The import was cancelled" live="polite">
          Nothing of the file was published; what was there before is unchanged.
        </Banner>
      ) : null}
      {job.status === 'succeeded' && report ? <ImportReportView report={report} /> : null}
      {ended && again ? (
        <div className="flex justify-end">
          <Button onClick={again}>Import another file</Button>
        </div>
      ) : null}
    </div>
  )
}
