'use client'

import { ErrorState } from '#components/feedback/error-state.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import type { Job } from '../schema.ts'
import { JobProgress } from './job-progress.tsx'
import { hasEnded, kindWords } from './job-words.ts'
import { useJob } from './use-job.ts'

/** A job of a kind that has no view of its own: progress, failure, and its report as it is. */
export function JobView({ initial }: { initial: Job }) {
  const job = useJob(initial)
  return (
    <div className="grid gap-4">
      {hasEnded(job.status) ? null : <JobProgress job={job} label={kindWords(job.kind)} />}
      {job.status === 'failed' ? (
        <ErrorState title="The job failed">
          <p>{job.error ?? 'No reason was recorded.'}</p>
        </ErrorState>
      ) : null}
      {job.report ? <PlainReport report={job.report} /> : null}
    </div>
  )
}

function PlainReport({ report }: { report: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      {Object.entries(report).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {typeof value === 'number'
              ? formatNumber(value)
              : typeof value === 'string'
                ? value
                : JSON.stringify(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
