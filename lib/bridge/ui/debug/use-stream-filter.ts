'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import type { StreamFilter } from './trace-steps.ts'

const NAMES = ['type', 'entity', 'person', 'portal'] as const

/** The stream's filter as it stands in the address. Changing it asks the server nothing: the events are here. */
export function useStreamFilter(): [StreamFilter, (change: Partial<StreamFilter>) => void] {
  const params = useSearchParams()
  const pathname = usePathname()
  const filter = useMemo(
    () => Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as StreamFilter,
    [params],
  )
  const change = useCallback(
    (next: Partial<StreamFilter>) => {
      const query = new URLSearchParams(params)
      for (const [name, value] of Object.entries(next)) {
        if (value) query.set(name, value)
        else query.delete(name)
      }
      const text = query.toString()
      window.history.replaceState(null, '', text ? `${pathname}?${text}` : pathname)
    },
    [params, pathname],
  )
  return [filter, change]
}
