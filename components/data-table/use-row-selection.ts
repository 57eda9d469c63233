'use client'

import { useState } from 'react'
import { toggleRow } from './row-selection.ts'

export interface RowSelection {
  /** In the order of the page. */
  selected: readonly string[]
  has: (id: string) => boolean
  toggle: (id: string, range: boolean) => void
  selectAll: (on: boolean) => void
  clear: () => void
}

/** Which rows of the page are selected; rows that leave the page leave the selection. */
export function useRowSelection(ids: readonly string[]): RowSelection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string | null>(null)
  return {
    selected: ids.filter((id) => chosen.has(id)),
    has: (id) => chosen.has(id),
    toggle(id, range) {
      setChosen(toggleRow(ids, chosen, id, range ? anchor : null))
      setAnchor(id)
    },
    selectAll: (on) => setChosen(new Set(on ? ids : [])),
    clear: () => setChosen(new Set()),
  }
}
