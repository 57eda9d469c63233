'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import { FILTER_NAMES, NO_FILTER, type StreamFilter } from './stream-filter.ts'

type Params = { get(name: string): string | null; toString(): string }

function read(params: Params): StreamFilter {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, params.get(name) ?? ''])) as StreamFilter
}

function same(left: StreamFilter, right: StreamFilter): boolean {
  return FILTER_NAMES.every((name) => left[name] === right[name])
}

/**
 * The stream's filter, kept in the address. It is state of its own, because the router tells of a new address when it
 * has time, and typing must not wait for that while a hundred events a second come in.
 */
export function useStreamFilter(): [StreamFilter, (change: Partial<StreamFilter>) => void] {
  const params = useSearchParams()
  const [filter, setFilter] = useState(() => read(params))
  const written = useRef(new Set<string>())

  // Somebody else changed the address: a link to this page, the back button.
  useEffect(() => {
    if (written.current.delete(params.toString())) return
    const wanted = read(params)
    setFilter((current) => (same(current, wanted) ? current : wanted))
  }, [params])

  const change = useCallback((next: Partial<StreamFilter>) => {
    const query = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(next)) {
      if (value) query.set(name, value)
      else query.delete(name)
    }
    const text = query.toString()
    written.current.add(text)
    window.history.replaceState(null, '', text ? `?${text}` : window.location.pathname)
    setFilter((current) => ({ ...NO_FILTER, ...current, ...next }))
  }, [])
  return [filter, change]
}
