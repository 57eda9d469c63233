'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useTransition } from 'react'
import {
  changeTableState,
  parseTableState,
  type TableUrlConfig,
  type TableUrlState,
  writeTableState,
} from './table-url-state.ts'

export interface TableUrl {
  config: TableUrlConfig
  state: TableUrlState
  /** Changes the address in place; the page on the server answers with new rows. */
  change: (change: Partial<TableUrlState>) => void
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

  const href = useCallback(
    (change: Partial<TableUrlState>) => {
      const next = writeTableState(changeTableState(state, change), config, new URLSearchParams(params))
      const query = next.toString()
      return query ? `${pathname}?${query}` : pathname
    },
    [state, config, params, pathname],
  )
  const change = useCallback(
    (next: Partial<TableUrlState>) => {
      const turnsPage = 'page' in next || 'cursor' in next
      startTransition(() => {
        // Turning a page is a step that the back button undoes; a filter or a sort is a setting.
        if (turnsPage) router.push(href(next), { scroll: false })
        else router.replace(href(next), { scroll: false })
      })
    },
    [router, href],
  )
  const clearFilters = useCallback(() => change({ q: '', filters: {} }), [change])

  return { config, state, change, clearFilters, href, pending }
}
