'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Select } from '#components/ui/select.tsx'
import type { HistoryPoint } from '../../monitor/schema.ts'
import { ReadFailure } from '../../queries.ts'

const STAGES = [
  { value: 'delivered', label: 'Commit → page' },
  { value: 'rendered', label: 'Commit → screen' },
  { value: 'sync', label: 'Request → commit' },
]
const SPANS = [
  { value: '1', label: 'Last hour', stepMinutes: 1 },
  { value: '24', label: 'Last 24 hours', stepMinutes: 15 },
  { value: '168', label: 'Last 7 days', stepMinutes: 120 },
] as const
const AGAIN_MS = 30_000

async function fetchHistory(stage: string, hours: string, signal: AbortSignal): Promise<HistoryPoint[]> {
  const stepMinutes = SPANS.find(({ value }) => value === hours)?.stepMinutes ?? 15
  const query = new URLSearchParams({ stage, hours, stepMinutes: `${stepMinutes}` })
  const response = await fetch(`/api/v1/lockstep/history?${query}`, { signal })
  if (!response.ok) throw new ReadFailure(response.status)
  return ((await response.json()) as { items: HistoryPoint[] }).items
}

/** How long changes took over the last week, all processes together. */
export function HistoryPanel() {
  const [stage, setStage] = useState('delivered')
  const [hours, setHours] = useState<string>('24')
  const { data, isError } = useQuery({
    queryKey: ['lockstep', 'history', stage, hours],
    queryFn: ({ signal }) => fetchHistory(stage, hours, signal),
    refetchInterval: AGAIN_MS,
  })
  const measured = (data ?? []).filter((point) => point.count > 0)
  const worst = measured.reduce<HistoryPoint | null>(
    (most, point) => ((point.p95 ?? 0) > (most?.p95 ?? -1) ? point : most),
    null,
  )
  const total = measured.reduce((sum, { count }) => sum + count, 0)
  return (
    <Card title="Over time" description="p95 of all processes, kept for seven days">
      <div className="grid gap-3">
        <div className="flex flex-wrap gap-2">
          <Select
            size="sm"
            aria-label="Step"
            value={stage}
            options={STAGES}
            onChange={(event) => setStage(event.target.value)}
          />
          <Select
            size="sm"
            aria-label="Span"
            value={hours}
            options={SPANS}
            onChange={(event) => setHours(event.target.value)}
          />
        </div>
        {isError ? (
          <p className="text-bad text-sm">The history could not be read; it is tried again.</p>
        ) : measured.length === 0 ? (
          <p className="text-ink-2 text-sm">
            {data
              ? 'Nothing was measured in this time. Figures are kept at the end of each minute.'
              : 'Reading …'}
          </p>
        ) : (
          <>
            <Sparkline
              height={64}
              values={(data ?? []).map(({ p95 }) => p95)}
              label={`p95 by step of time, at most ${formatDuration(worst?.p95 ?? 0)}`}
            />
            <p className="text-ink-2 text-sm tabular-nums">
              at most {formatDuration(worst?.p95 ?? 0)}, of {formatNumber(total)} measured
            </p>
          </>
        )}
      </div>
    </Card>
  )
}
