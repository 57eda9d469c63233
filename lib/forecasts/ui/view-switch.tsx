'use client'

import type { ChartView } from './chart-points.ts'

const VIEWS: readonly { value: ChartView; label: string }[] = [
  { value: 'weekly', label: 'By week' },
  { value: 'cumulative', label: 'Total' },
]

/** New counts by week, or all since the beginning; kept in the address without asking the server again. */
export function ViewSwitch({ view, onView }: { view: ChartView; onView: (view: ChartView) => void }) {
  function choose(next: ChartView) {
    onView(next)
    const url = new URL(window.location.href)
    if (next === 'weekly') url.searchParams.delete('view')
    else url.searchParams.set('view', next)
    window.history.replaceState(null, '', url)
  }
  return (
    <div data-chrome className="flex shrink-0 rounded-md bg-hover p-0.5 text-sm">
      {VIEWS.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={view === value}
          onClick={() => choose(value)}
          className="h-6 rounded-[6px] px-2 text-ink-3 hover:text-ink focus-visible:rounded-[6px] aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink coarse:h-8 coarse:px-3"
        >
          {label}
        </button>
      ))}
    </div>
  )
}
