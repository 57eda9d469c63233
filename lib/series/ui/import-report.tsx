import { Banner } from '#components/ui/banner.tsx'
import { formatBytes, formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { formatDay } from '#components/ui/format-time.ts'
import type { ImportReport } from '../schema.ts'
import { RefusalTable } from './refusal-table.tsx'

const CORRECTIONS: Record<string, { title: string; what: string }> = {
  'falling-count': {
    title: 'Cumulative counts that fell',
    what: 'A publisher’s correction: the day counts as 0 new, never as a negative; the published value stays.',
  },
  gap: {
    title: 'Days without a value',
    what: 'What happened between the days around them is shared evenly, so that sums hold.',
  },
  'duplicate-date': {
    title: 'Days given more than once',
    what: 'The last value in the file counts.',
  },
}

/** What an import did, in figures: every line of the file is in one of them. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const span = `${formatDay(report.firstDay)} to ${formatDay(report.lastDay)}`
  return (
    <div className="grid gap-4">
      <Banner
        tone={report.rowsRefused > 0 ? 'watch' : 'good'}
        live="polite"
        title={report.status === 'published' ? 'The file is published' : 'The file says nothing new'}
      >
        {report.status === 'published'
          ? `${formatNumber(report.rowsRead)} rows of ${formatNumber(report.regions)} regions, ${span}. Forecasts of what changed are being made.`
          : `All ${formatNumber(report.pointsRead)} values were known already; nothing was changed.`}
        {report.rowsRefused > 0
          ? ` ${formatNumber(report.rowsRefused)} ${report.rowsRefused === 1 ? 'row was' : 'rows were'} refused; the others count.`
          : ''}
      </Banner>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3 lg:grid-cols-6">
        <Figure name="Rows read" value={formatNumber(report.rowsRead)} />
        <Figure name="Values stored" value={formatNumber(report.pointsStored)} />
        <Figure name="Values changed" value={formatNumber(report.pointsChanged)} />
        <Figure name="Values unchanged" value={formatNumber(report.pointsUnchanged)} />
        <Figure name="Rows refused" value={formatNumber(report.rowsRefused)} />
        <Figure
          name="Corrections"
          value={formatNumber(report.corrections.reduce((sum, { count }) => sum + count, 0))}
        />
      </dl>
      <p className="text-ink-3 text-sm">
        {report.fileName} · {formatBytes(report.bytes)} ·{' '}
        {report.format === 'jhu-wide' ? 'wide form' : 'long form'} · {formatDuration(report.elapsedMs)} ·{' '}
        {formatNumber(report.rowsPerSecond)} rows a second
      </p>
      {report.corrections.length > 0 ? (
        <section aria-label="Corrections" className="grid gap-2">
          <h3 className="font-semibold">Corrections on the way to new counts a day</h3>
          <ul className="grid gap-3 md:grid-cols-2">
            {report.corrections.map((correction) => {
              const words = CORRECTIONS[correction.kind]
              return (
                <li key={correction.kind} className="min-w-0 rounded-md border px-3.5 py-2.5">
                  <p className="font-medium">{words?.title ?? correction.kind}</p>
                  <p className="text-ink-2 text-sm">
                    {formatNumber(correction.count)} times in {formatNumber(correction.series)} series,{' '}
                    {formatNumber(correction.magnitude)} people in sum
                  </p>
                  {words ? <p className="mt-1 text-ink-3 text-sm">{words.what}</p> : null}
                  {correction.examples.length > 0 ? (
                    <p className="mt-1 text-ink-3 text-sm [overflow-wrap:anywhere]">
                      For example {correction.examples.slice(0, 3).join('; ')}
                    </p>
                  ) : null}
                </li>
              )
            })}
          </ul>
        </section>
      ) : null}
      {report.rowsRefused > 0 ? (
        <RefusalTable first={report.refusals} total={report.rowsRefused} importId={report.importId} />
      ) : (
        <p className="text-ink-2">No row was refused.</p>
      )}
    </div>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="bg-surface px-3.5 py-2.5">
      <dt className="text-ink-3 text-sm">{name}</dt>
      <dd className="font-semibold text-lg tabular-nums">{value}</dd>
    </div>
  )
}
