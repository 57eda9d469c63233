'use client'

import { useQuery } from '@tanstack/react-query'
import type { DebugReport } from '../../debug-contract.ts'
import { ReadFailure } from '../../queries.ts'

/** Often enough to feel live; the events themselves are pushed. Stops while the tab is hidden. */
const EVERY_MS = 2_000

async function fetchReport(signal: AbortSignal): Promise<DebugReport> {
  const response = await fetch('/api/v1/lockstep/debug', { signal })
  if (!response.ok) throw new ReadFailure(response.status)
  return (await response.json()) as DebugReport
}

/** How the bridge stands, read again every two seconds while somebody looks. The last answer stays on failure. */
export function useDebugReport(initial: DebugReport): {
  readonly report: DebugReport
  /** The report could not be read again: what is shown is as old as `report.at` says. */
  readonly isStale: boolean
} {
  const query = useQuery({
    queryKey: ['lockstep', 'debug'],
    queryFn: ({ signal }) => fetchReport(signal),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.at),
    staleTime: 0,
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
    retry: false,
  })
  return { report: query.data, isStale: query.isError }
}
