'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useTransition } from 'react'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'

/** A run publishes hundreds of forecasts within seconds: one new drawing of the page is enough for all that came. */
const GATHER_MS = 800

/** Has the server draw the page again when forecasts were published; true while that is under way. */
export function useForecastNews(): boolean {
  const router = useRouter()
  const [refreshing, startTransition] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.entity !== 'forecast' || timer.current !== undefined) return
        timer.current = setTimeout(() => {
          timer.current = undefined
          startTransition(() => router.refresh())
        }, GATHER_MS)
      },
      [router],
    ),
  )
  return refreshing
}
