'use client'

import { useState } from 'react'
import type { FieldValue } from '../domain.ts'
import { useLockstep } from './lockstep-provider.tsx'
import type { EntityView } from './use-entity.ts'

/**
 * For values that are only shown: what `Changed` needs to light up a field once somebody else has changed it since this
 * page was opened.
 */
export function useSinceOpened<F extends { readonly [K in keyof F]: FieldValue }>(view: EntityView<F>) {
  const { viewer } = useLockstep()
  const [openedAt, setOpenedAt] = useState(view.version)
  if (openedAt === null && view.version !== null) setOpenedAt(view.version)
  return (field: keyof F & string) => {
    const stamp = view.meta[field]
    const isNews = stamp !== undefined && stamp.actor.id !== viewer.id && stamp.version > (openedAt ?? 0)
    return { version: isNews ? stamp.version : 0, firstVersion: 0 }
  }
}
