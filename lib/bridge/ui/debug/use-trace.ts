'use client'

import { useQuery } from '@tanstack/react-query'
import type { StreamEvent } from '../../debug-stream.ts'
import { ReadFailure } from '../../queries.ts'
import { isUnseen } from './trace-steps.ts'

/** While somebody looks at an event that not everybody has seen. */
const AGAIN_MS = 1_500

async function fetchTrace(id: string, signal: AbortSignal): Promise<StreamEvent | null> {
  const response = await fetch(`/api/v1/lockstep/events/${encodeURIComponent(id)}/trace`, { signal })
  // An event of an earlier process, or one of long ago: what the stream knows is all there is.
  if (response.status === 404) return null
  if (!response.ok) throw new ReadFailure(response.status)
  return (await response.json()) as StreamEvent
}

/** An event with all its recipients, read again until everybody has seen it; what the stream knows until then. */
export function useTrace(event: StreamEvent): StreamEvent {
  const { data } = useQuery({
    queryKey: ['lockstep', 'trace', event.id],
    queryFn: ({ signal }) => fetchTrace(event.id, signal),
    enabled: event.relayedAt !== null,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.recipients.some(isUnseen) === false ? false : AGAIN_MS),
    refetchIntervalInBackground: false,
    retry: false,
  })
  return data && data.progress >= event.progress ? data : event
}
