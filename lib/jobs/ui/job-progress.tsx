'use client'

import { formatBytes, formatNumber } from '#components/ui/format-number.ts'
import { Progress } from '#components/ui/progress.tsx'
import type { Job } from '../schema.ts'
import { CancelJob } from './cancel-job.tsx'

/** How far a job is, with its counts and a way to stop it. */
export function JobProgress({ job, label }: { job: Job; label: string }) {
  const { done = 0, total = null, unit = '', note } = job.progress
  if (job.status === 'queued') {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          {label}: <span className="text-ink-2">waits for its turn.</span>
          {job.error ? <span className="block text-ink-3 text-sm">{job.error}</span> : null}
        </p>
        <CancelJob job={job} />
      </div>
    )
  }
  // Bytes are counted in the unit that people read, so that both numbers of "4 of 7 MB" have it.
  const isBytes = unit === 'bytes'
  return (
    <div className="grid gap-2">
      <Progress
        label={label}
        value={isBytes ? Math.round(done / 10_000) / 100 : done}
        max={total === null ? null : isBytes ? Math.round(total / 10_000) / 100 : total}
        unit={isBytes ? 'MB' : unit}
      />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-ink-2 text-sm tabular-nums" data-job-note>
          {note ?? 'Begun'}
        </p>
        <CancelJob job={job} />
      </div>
    </div>
  )
}

/** The same in one line, for a table. */
export function progressWords(job: Job): string {
  const { done, total, unit, note } = job.progress
  if (job.status === 'queued') return 'waits for its turn'
  if (done === undefined) return note ?? ''
  const show = unit === 'bytes' ? formatBytes : formatNumber
  const share = total ? ` · ${Math.floor((100 * done) / total)} %` : ''
  const counts = total == null ? show(done) : `${show(done)} of ${show(total)}`
  return `${counts}${unit && unit !== 'bytes' ? ` ${unit}` : ''}${share}`
}
