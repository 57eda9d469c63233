'use client'

import { formatDuration } from '#components/ui/format-number.ts'
import { Time } from '#components/ui/time.tsx'
import type { Job } from '../schema.ts'
import { JobStatus } from './job-status.tsx'
import { useJob } from './use-job.ts'

/** The state of a job in one line: status, who asked, when, how long it took. */
export function JobFacts({ initial }: { initial: Job }) {
  const job = useJob(initial)
  return (
    <>
      <JobStatus status={job.status} look="pill" />
      <span>
        asked by {job.requested_by} <Time at={job.created_at} />
      </span>
      {job.started_at && job.finished_at ? (
        <span>took {formatDuration(Date.parse(job.finished_at) - Date.parse(job.started_at))}</span>
      ) : null}
    </>
  )
}
