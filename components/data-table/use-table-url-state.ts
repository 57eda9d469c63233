'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useRef, useTransition } from 'react'
import {
  changeTableState,
  parseTableState,
  type TableUrlConfig,
  type TableUrlState,
  writeTableState,
} from './table-url-state.ts'

type TableChange = Partial<TableUrlState> | ((wanted: TableUrlState) => Partial<TableUrlState>)

export interface TableUrl {
  config: TableUrlConfig
  state: TableUrlState
  /**
   * Changes the address in place; the page on the server answers with new rows. A function is given the state with
   * what is still on its way.
   */
  change: (change: TableChange) => void
  clearFilters: () => void
  /** The address after a change, for links. */
  href: (change: Partial<TableUrlState>) => string
  /** The new rows are on their way; the old ones stay. */
  pending: boolean
}

/** Ties a table to the address of the page. `config` must be stable: define it outside of the component. */
export function useTableUrlState(config: TableUrlConfig): TableUrl {
  const router = useRouter()
  const pathname = usePathname() ?? ''
  const params = useSearchParams()
  const [pending, startTransition] = useTransition()
  const state = useMemo(() => parseTableState(params, config), [params, config])

  // What has been asked for and may still be on its way: a second change builds on the first, not on what it replaces.
  const wanted = useRef(state)
  useEffect(() => {
    if (!pending) wanted.current = state
  }, [state, pending])

  const addressOf = useCallback(
    (next: TableUrlState) => {
      const query = writeTableState(next, config, new URLSearchParams(params)).toString()
      return query ? `${pathname}?${query}` : pathname
    },
    [config, params, pathname],
  )
  const href = useCallback(
    (change: Partial<TableUrlState>) => addressOf(changeTableState(state, change)),
    [state, addressOf],
  )
  const change = useCallback(
    (asked: TableChange) => {
      const next = typeof asked === 'function' ? asked(wanted.current) : asked
      const turnsPage = 'page' in next || 'cursor' in next
      wanted.current = changeTableState(wanted.current, next)
      const address = addressOf(wanted.current)
      startTransition(() => {
        // Turning a page is a step that the back button undoes; a filter or a sort is a setting.
        if (turnsPage) router.push(address, { scroll: false })
        else router.replace(address, { scroll: false })
      })
    },
    [router, addressOf],
  )
  const clearFilters = useCallback(() => change({ q: '', filters: {} }), [change])

  return { config, state, change, clearFilters, href, pending }
}
