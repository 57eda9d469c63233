'use client'

import { clsx } from 'clsx'
import { type ReactNode, useState } from 'react'

export interface ChartFrameProps {
  /** What the chart shows, e.g. "New cases a day in Spain": names the figure. */
  label: string
  /** Show the label as a heading of the figure; off when a Card has it already. */
  showLabel?: boolean
  /** Between heading and plot: the readout of the point under the pointer. */
  readout?: ReactNode
  /** The same numbers as a table. */
  table: ReactNode
  /** As-of and source: an AsOf. */
  caption?: ReactNode
  className?: string
  children: ReactNode
}

/** Around every chart: its name, a switch to the same numbers as a table, and where they come from. */
export function ChartFrame({
  label,
  showLabel = false,
  readout,
  table,
  caption,
  className,
  children,
}: ChartFrameProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  return (
    <figure aria-label={label} className={clsx('min-w-0', className)}>
      <div className="mb-1.5 flex min-h-7 flex-wrap items-start justify-end gap-x-3 gap-y-1">
        <div className="min-w-0 max-sm:order-last max-sm:basis-full sm:flex-1">
          {showLabel ? <p className="font-medium">{label}</p> : null}
          {view === 'chart' ? readout : null}
        </div>
        <div data-chrome className="flex shrink-0 rounded-md bg-hover p-0.5 text-sm">
          {(['chart', 'table'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              onClick={() => setView(name)}
              className="h-6 rounded-[6px] px-2 text-ink-3 hover:text-ink focus-visible:rounded-[6px] aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink coarse:h-8 coarse:px-3"
            >
              {name === 'chart' ? 'Chart' : 'Table'}
            </button>
          ))}
        </div>
      </div>
      {view === 'chart' ? children : table}
      {caption ? <figcaption className="mt-2">{caption}</figcaption> : null}
    </figure>
  )
}

/** The table behind a chart: scrolls inside itself, header in sight, numbers to the right. */
export function ChartTable({
  label,
  head,
  rows,
}: {
  label: string
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[]; muted?: boolean }[]
}) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`${label}, table`}
      className="scroll-x max-h-80 overflow-y-auto rounded-md border"
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            {head.map((name, at) => (
              <th
                key={name}
                scope="col"
                className={clsx(
                  'sticky top-0 whitespace-nowrap border-b bg-surface px-3 py-1.5 font-medium text-ink-3',
                  at === 0 ? 'text-left' : 'text-right',
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.muted ? 'text-ink-3' : undefined}>
              {row.cells.map((cell, at) =>
                at === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <th key={at} scope="row" className="whitespace-nowrap px-3 py-1 text-left font-normal">
                    {cell}
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <td key={at} className="whitespace-nowrap px-3 py-1 text-right tabular-nums">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
