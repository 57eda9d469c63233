'use client'

import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Time } from '#components/ui/time.tsx'
import type { Job } from '#lib/jobs/schema.ts'
import { JobStatus } from '#lib/jobs/ui/job-status.tsx'
import { useJob } from '#lib/jobs/ui/use-job.ts'
import type { RunReport } from '../../run.ts'
import { RUNS_TABLE } from './forecast-tables.ts'

const TRIGGERS: Record<string, string> = {
  schedule: 'by the clock',
  import: 'after an import',
  manual: 'by hand',
}

function reportOf(job: Job): RunReport | null {
  return job.status === 'succeeded' ? (job.report as unknown as RunReport | null) : null
}

const count = (pick: (report: RunReport) => number) => (job: Job) => <LiveCount job={job} pick={pick} />

const columns: readonly DataColumn<Job>[] = [
  {
    id: 'at',
    header: 'Began',
    card: 'title',
    width: 'w-40',
    cell: (job) => <Time at={job.started_at ?? job.created_at} />,
  },
  { id: 'trigger', header: 'Trigger', width: 'w-40', cell: (job) => <Trigger job={job} /> },
  {
    id: 'by',
    header: 'Asked by',
    width: 'w-40',
    hideable: true,
    cell: (job) => <span className="sm:whitespace-nowrap">{job.requested_by}</span>,
  },
  { id: 'status', header: 'Status', width: 'w-36', cell: (job) => <LiveStatus job={job} /> },
  {
    id: 'made',
    header: 'Made',
    unit: 'regions',
    numeric: true,
    width: 'w-36',
    cell: count((r) => r.regionsMade),
  },
  { id: 'same', header: 'Unchanged', numeric: true, width: 'w-28', cell: count((r) => r.regionsUnchanged) },
  { id: 'failed', header: 'Failed', numeric: true, width: 'w-28', cell: count((r) => r.regionsFailed) },
  { id: 'took', header: 'Took', numeric: true, width: 'w-28', cell: (job) => <Took job={job} /> },
]

/** Forecast runs, newest first; a run under way moves. */
export function RunsTable({
  jobs,
  nextCursor,
  density,
}: {
  jobs: readonly Job[]
  nextCursor: string | null
  density: Density
}) {
  return (
    <DataTable
      label="Forecast runs"
      noun={['run', 'runs']}
      columns={columns}
      rows={jobs}
      rowId={(job) => job.job_id}
      rowLabel={(job) => `Run of ${job.created_at}`}
      rowHref={(job) => `/admin/jobs/${job.job_id}`}
      nextCursor={nextCursor}
      url={useTableUrlState(RUNS_TABLE)}
      defaultDensity={density}
      empty={<EmptyState title="No run yet">The first import or the next full hour starts one.</EmptyState>}
    />
  )
}

function LiveStatus({ job }: { job: Job }) {
  return <JobStatus status={useJob(job).status} />
}

function LiveCount({ job, pick }: { job: Job; pick: (report: RunReport) => number }) {
  const report = reportOf(useJob(job))
  return report ? formatNumber(pick(report)) : <span className="text-ink-3">–</span>
}

function Trigger({ job }: { job: Job }) {
  const report = reportOf(useJob(job))
  return (
    <span className="sm:whitespace-nowrap">
      {report ? (TRIGGERS[report.trigger] ?? report.trigger) : <span className="text-ink-3">–</span>}
    </span>
  )
}

function Took({ job }: { job: Job }) {
  const { started_at, finished_at } = useJob(job)
  if (!started_at || !finished_at) return null
  return formatDuration(Date.parse(finished_at) - Date.parse(started_at))
}
