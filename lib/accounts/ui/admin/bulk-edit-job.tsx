'use client'

import { ErrorState } from '#components/feedback/error-state.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import type { Job } from '#lib/jobs/schema.ts'
import { JobProgress } from '#lib/jobs/ui/job-progress.tsx'
import { hasEnded } from '#lib/jobs/ui/job-words.ts'
import { useJob } from '#lib/jobs/ui/use-job.ts'
import type { BulkReport } from '../../schema.ts'

/** An edit of many people from the first to the report, live. */
export function BulkEditJob({ initial }: { initial: Job }) {
  const job = useJob(initial)
  const report = job.report as BulkReport | null
  return (
    <div className="grid gap-4" data-job={job.status}>
      {hasEnded(job.status) ? null : <JobProgress job={job} label="Changing people" />}
      {job.status === 'failed' ? (
        <ErrorState title="Not everybody was changed">
          <p>{job.error ?? 'No reason was recorded.'}</p>
          <p>Who had been changed before stays so; each change stands in the person’s history.</p>
        </ErrorState>
      ) : null}
      {job.status === 'cancelled' ? (
        <Banner tone="info" title="Stopped on the way" live="polite">
          {formatNumber(job.progress.done ?? 0)} people had been looked at; who was changed stays so.
        </Banner>
      ) : null}
      {job.status === 'succeeded' && report ? <Report report={report} /> : null}
    </div>
  )
}

function Report({ report }: { report: BulkReport }) {
  const { people, changed, unchanged, refused, refusals } = report
  const title = refused === 0 ? 'Done' : `Done, but for ${formatNumber(refused)}`
  return (
    <div className="grid gap-3">
      <Banner tone={refused === 0 ? 'good' : 'watch'} title={title} live="polite">
        Of {formatNumber(people)} people {formatNumber(changed)} were changed and {formatNumber(unchanged)}{' '}
        had it that way already.
      </Banner>
      {refusals.length > 0 ? (
        <ul className="grid gap-2 text-sm">
          {refusals.map(({ id, name, reason }) => (
            <li key={id}>
              <Link href={`/admin/users/${id}`}>{name}</Link>: {reason}
            </li>
          ))}
          {refused > refusals.length ? (
            <li className="text-ink-3">And {formatNumber(refused - refusals.length)} more.</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  )
}
