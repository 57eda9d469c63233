'use client'

import { clsx } from 'clsx'
import { formatNumber, formatPercent } from '#components/ui/format-number.ts'
import { type Tone, ToneIcon, toneSoft, toneText } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DebugReport } from '../../debug-contract.ts'

const healthTone: Record<DebugReport['health'], Tone> = {
  EXCELLENT: 'good',
  GOOD: 'good',
  WARNING: 'watch',
  CRITICAL: 'bad',
}

/** The ten-second answer: are the portals in step, and by what one figure do we know. */
export function VerdictPanel({ report, isStale }: { report: DebugReport; isStale: boolean }) {
  const shown = isStale
    ? {
        tone: 'watch' as const,
        title: 'This page lost sight of the server',
        why: 'The figures below could not be read again; they are as old as they say. The page keeps trying.',
      }
    : report.verdict
  return (
    <section
      aria-label="Are the portals in step?"
      data-verdict={shown.tone}
      className={clsx(
        'flex flex-wrap items-start gap-x-4 gap-y-3 rounded-md px-5 py-4',
        toneSoft[shown.tone],
      )}
    >
      <ToneIcon tone={shown.tone} className={clsx('mt-0.5 size-7!', toneText[shown.tone])} />
      <div className="min-w-0 flex-1 basis-72" role="status">
        <p className="font-semibold text-2xl tracking-tight">{shown.title}</p>
        <p className="mt-0.5 max-w-[80ch] text-ink-2">{shown.why}</p>
      </div>
      <dl className="grid shrink-0 grid-cols-[auto_auto] gap-x-4 gap-y-0.5 text-sm max-sm:w-full">
        <dt className="text-ink-3">Health</dt>
        <dd className={clsx('font-medium', toneText[healthTone[report.health]])}>{report.health}</dd>
        <dt className="text-ink-3">Writes that succeeded</dt>
        <dd title="Over the last five minutes; a refused request is an answer, not a failure.">
          {report.writes.successRate === null ? 'none lately' : formatPercent(report.writes.successRate)}
        </dd>
        <dt className="text-ink-3">Open pages</dt>
        <dd>
          {formatNumber(report.pages.admin)} admin, {formatNumber(report.pages.user)} user
          {report.pages.behind > 0 ? `, ${formatNumber(report.pages.behind)} behind` : ''}
        </dd>
        <dt className="text-ink-3">Figures read</dt>
        <dd>
          <Time at={report.at} />
        </dd>
      </dl>
    </section>
  )
}
