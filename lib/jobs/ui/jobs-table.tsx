'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { formatDuration } from '#components/ui/format-number.ts'
import { Time } from '#components/ui/time.tsx'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import type { Job } from '../schema.ts'
import { CancelJob } from './cancel-job.tsx'
import { progressWords } from './job-progress.tsx'
import { JobStatus } from './job-status.tsx'
import { kindWords } from './job-words.ts'
import { JOBS_TABLE } from './jobs-table-config.ts'
import { useJob } from './use-job.ts'

/** A burst of new jobs is one reading of the list. */
const REFRESH_AFTER_MS = 300

const columns: readonly DataColumn<Job>[] = [
  { id: 'kind', header: 'Job', card: 'title', width: 'w-52', cell: (job) => kindWords(job.kind) },
  { id: 'status', header: 'Status', width: 'w-32', cell: (job) => <LiveStatus job={job} /> },
  { id: 'progress', header: 'How far', width: 'min-w-52', cell: (job) => <LiveProgress job={job} /> },
  {
    id: 'by',
    header: 'Asked by',
    width: 'w-36',
    hideable: true,
    cell: (job) => <span className="sm:whitespace-nowrap">{job.requested_by}</span>,
  },
  { id: 'created', header: 'Asked', width: 'w-32', cell: (job) => <Time at={job.created_at} /> },
  {
    id: 'took',
    header: 'Took',
    numeric: true,
    width: 'w-28',
    hideable: true,
    cell: (job) => <Took job={job} />,
  },
  { id: 'cancel', header: 'Stop', width: 'w-24', card: 'none', cell: (job) => <LiveCancel job={job} /> },
]

/** Background work, newest first; each row moves while its job does. */
export function JobsTable({
  jobs,
  nextCursor,
  density,
}: {
  jobs: readonly Job[]
  nextCursor: string | null
  density: Density
}) {
  const url = useTableUrlState(JOBS_TABLE)
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const isFirstPage = url.state.cursor === null
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.type !== 'job.created' || !isFirstPage) return
        clearTimeout(timer.current)
        timer.current = setTimeout(() => router.refresh(), REFRESH_AFTER_MS)
      },
      [router, isFirstPage],
    ),
  )
  return (
    <DataTable
      label="Jobs"
      noun={['job', 'jobs']}
      columns={columns}
      rows={jobs}
      rowId={(job) => job.job_id}
      rowLabel={(job) => `${kindWords(job.kind)}, asked by ${job.requested_by}`}
      rowHref={(job) => `/admin/jobs/${job.job_id}`}
      nextCursor={nextCursor}
      url={url}
      defaultDensity={density}
      empty={
        <EmptyState title="No job has run yet">
          An import, a forecast run or anything else that takes a while appears here.
        </EmptyState>
      }
    />
  )
}

function LiveStatus({ job }: { job: Job }) {
  return <JobStatus status={useJob(job).status} />
}

function LiveProgress({ job }: { job: Job }) {
  const live = useJob(job)
  if (live.error) {
    return (
      <span className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere] sm:line-clamp-1" title={live.error}>
        {live.error}
      </span>
    )
  }
  return <span className="whitespace-nowrap text-ink-2 tabular-nums">{progressWords(live)}</span>
}

function Took({ job }: { job: Job }) {
  const { started_at, finished_at } = useJob(job)
  if (!started_at || !finished_at) return null
  return formatDuration(Date.parse(finished_at) - Date.parse(started_at))
}

function LiveCancel({ job }: { job: Job }) {
  return <CancelJob job={useJob(job)} />
}
