import { clsx } from 'clsx'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import type { DebugReport } from '../../debug-contract.ts'
import { MiniHistogram } from './mini-histogram.tsx'

const STAGES = [
  { key: 'sync', title: 'Saved', from: 'from the request to the commit' },
  { key: 'relayed', title: 'Relayed', from: 'from the commit until the log was read' },
  { key: 'delivered', title: 'Delivered', from: 'from the commit until a page had it' },
  { key: 'applied', title: 'Applied', from: 'from the commit until the page’s data changed' },
  { key: 'rendered', title: 'Rendered', from: 'from the commit until a person could see it' },
] as const

/** The five steps of a change with how long they took lately, in the order in which a change takes them. */
export function StageFigures({ report }: { report: DebugReport }) {
  return (
    <ol className="grid gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-2 lg:grid-cols-5">
      {STAGES.map(({ key, title, from }, at) => {
        const figures = report.stages[key]
        const target = key === 'delivered' ? report.targetMs : undefined
        const isSlow = target !== undefined && figures.p95 !== null && figures.p95 > target
        return (
          <li
            key={key}
            className={clsx(
              'relative grid min-w-0 content-start gap-x-4 gap-y-1.5 bg-surface px-4 py-3 max-sm:grid-cols-[minmax(0,1fr)_8rem]',
              at === STAGES.length - 1 && 'sm:max-lg:col-span-2',
            )}
          >
            <h3 className="flex items-center gap-1.5 font-medium max-sm:col-span-2">
              <span className="grid size-5 place-items-center rounded-full bg-accent-soft text-accent-ink text-xs">
                {at + 1}
              </span>
              {title}
              {at < STAGES.length - 1 ? (
                <ChevronRight className="ml-auto size-4 text-ink-3 max-lg:hidden" />
              ) : null}
            </h3>
            <p className="text-ink-3 text-xs max-sm:hidden lg:min-h-8">{from}</p>
            <p className="flex items-baseline gap-1.5 max-sm:self-start">
              <span
                className={clsx('font-semibold text-xl tabular-nums', isSlow && 'text-watch')}
                data-stage-p95={key}
              >
                {figures.p95 === null ? 'no data' : formatDuration(figures.p95)}
              </span>
              {figures.p95 === null ? null : <span className="text-ink-3 text-sm">p95</span>}
            </p>
            <MiniHistogram label={`${title}, milliseconds`} buckets={figures.buckets} targetMs={target} />
            {figures.count === 0 ? (
              <p className="text-ink-3 text-sm max-sm:col-span-2">
                {key === 'sync' ? 'No change was saved' : 'Nothing reached this step'} in the last minutes.
              </p>
            ) : (
              <dl className="flex flex-wrap gap-x-3 text-ink-2 text-sm tabular-nums max-sm:col-span-2">
                <Figure name="p50" value={formatDuration(figures.p50 ?? Number.NaN)} />
                <Figure name="p99" value={formatDuration(figures.p99 ?? Number.NaN)} />
                <Figure name="max" value={formatDuration(figures.max ?? Number.NaN)} />
                <Figure name="n" value={formatNumber(figures.count)} />
              </dl>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1 whitespace-nowrap">
      <dt className="text-ink-3">{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
