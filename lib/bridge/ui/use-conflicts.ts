'use client'

import { useQuery } from '@tanstack/react-query'
import { bridgeKeys, ReadFailure } from '../queries.ts'
import type { ConflictRecord } from '../schema.ts'

async function fetchConflicts(entity: string, id: string, signal: AbortSignal): Promise<ConflictRecord[]> {
  const query = new URLSearchParams({ entity, entityId: id, limit: '50' })
  const response = await fetch(`/api/v1/lockstep/conflicts?${query}`, { signal })
  if (!response.ok) throw new ReadFailure(response.status)
  return ((await response.json()) as { items: ConflictRecord[] }).items
}

/** Conflict records of one entity, newest first; read again whenever an event brings a new one. */
export function useConflicts(entity: string, id: string, initial?: readonly ConflictRecord[]) {
  return useQuery({
    queryKey: bridgeKeys.conflicts(entity, id),
    queryFn: ({ signal }) => fetchConflicts(entity, id, signal),
    ...(initial ? { initialData: [...initial] } : {}),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
