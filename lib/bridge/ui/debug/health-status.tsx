'use client'

import { useQuery } from '@tanstack/react-query'
import { HealthDot } from '#components/shell/health-dot.tsx'
import type { Tone } from '#components/ui/status.tsx'
import type { DebugReport } from '../../debug-contract.ts'
import { ReadFailure } from '../../queries.ts'

type Health = DebugReport['health']

/** Seldom: the dot tells about minutes, and the debug page is one click away. */
const EVERY_MS = 15_000

const looks: Record<Health, { tone: Tone; word: string; why: string }> = {
  EXCELLENT: {
    tone: 'good',
    word: 'Excellent',
    why: 'Changes are saved and arrive within the promised time.',
  },
  GOOD: { tone: 'good', word: 'Good', why: 'Changes are saved; some arrive later than promised.' },
  WARNING: { tone: 'watch', word: 'Warning', why: 'More than one in twenty changes could not be saved.' },
  CRITICAL: { tone: 'bad', word: 'Critical', why: 'More than one in five changes could not be saved.' },
}

async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch('/api/v1/lockstep/metrics', { signal })
  if (!response.ok) throw new ReadFailure(response.status)
  return ((await response.json()) as { sync_health: Health }).sync_health
}

/** The health of the bridge in the shell, read again now and then while the tab is open. */
export function HealthStatus({ initial }: { initial: Health }) {
  const { data, isError } = useQuery({
    queryKey: ['lockstep', 'health'],
    queryFn: ({ signal }) => fetchHealth(signal),
    initialData: initial,
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
    retry: false,
  })
  if (isError) {
    return <HealthDot tone="neutral" word="Unknown" href="/admin/debug" why="The health could not be read." />
  }
  return <HealthDot {...looks[data]} href="/admin/debug" />
}
