'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { JobProgress } from '#lib/jobs/ui/job-progress.tsx'
import { hasEnded } from '#lib/jobs/ui/job-words.ts'
import { useJob } from '#lib/jobs/ui/use-job.ts'
import type { RunReport } from '../../run.ts'

/** A forecast run from its first region to its report, live. */
export function ForecastJob({ initial }: { initial: Job }) {
  const job = useJob(initial)
  const router = useRouter()
  const ended = hasEnded(job.status)
  const wasOpen = useRef(!ended)
  // What the run made stands elsewhere on the page too.
  useEffect(() => {
    if (!ended || !wasOpen.current) return
    wasOpen.current = false
    router.refresh()
  }, [ended, router])

  const report = job.status === 'succeeded' ? (job.report as unknown as RunReport | null) : null
  return (
    <div className="grid gap-3" data-job={job.status}>
      {ended ? null : <JobProgress job={job} label="Forecasting" />}
      {job.status === 'failed' ? (
        <ErrorState title="The run failed">
          <p>{job.error ?? 'No reason was recorded.'}</p>
          <p>What it had published stays, and the forecasts before it too.</p>
        </ErrorState>
      ) : null}
      {job.status === 'cancelled' ? (
        <Banner tone="info" title="The run was cancelled" live="polite">
          What it had published stays; the other regions keep the forecast they had.
        </Banner>
      ) : null}
      {report ? <RunOutcome report={report} /> : null}
    </div>
  )
}

function RunOutcome({ report }: { report: RunReport }) {
  const { regionsMade, regionsUnchanged, regionsFailed, regionsWithoutData, failures } = report
  return (
    <>
      <Banner
        tone={regionsFailed > 0 ? 'watch' : 'good'}
        live="polite"
        title={
          regionsMade === 0 && regionsFailed === 0
            ? 'Every forecast was up to date'
            : `${formatNumber(regionsMade)} forecasts made in ${formatDuration(report.elapsedMs)}`
        }
      >
        {formatNumber(regionsUnchanged)} regions had no new data, so they keep their forecast;{' '}
        {formatNumber(regionsFailed)} failed
        {regionsWithoutData > 0 ? `; ${formatNumber(regionsWithoutData)} have no counts of cases` : ''}.
      </Banner>
      {failures.length > 0 ? (
        <ul className="grid gap-1 text-sm">
          {failures.map(({ region, reason }) => (
            <li key={region}>
              <span className="font-medium">{region}</span> <span className="text-ink-2">{reason}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
