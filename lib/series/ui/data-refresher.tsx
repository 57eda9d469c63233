'use client'

import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'

/** Reads the page again when anybody publishes data. */
export function DataRefresher() {
  const router = useRouter()
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.type === 'series.published') router.refresh()
      },
      [router],
    ),
  )
  return null
}
