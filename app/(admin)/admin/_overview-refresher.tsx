'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useConnection, useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'

/** Figures that no event tells (open pages, latencies) are read again this often while somebody looks. */
const EVERY_MS = 15_000
/** A burst of events is one reading. */
const SOON_MS = 1_000

/** Keeps the overview fresh: soon after anything happened, and now and then anyway. */
export function OverviewRefresher() {
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { status } = useConnection()
  // The page itself counts among the open ones once it is connected.
  useEffect(() => {
    if (status === 'live') router.refresh()
  }, [status, router])
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        // A job's progress moves no figure here.
        if (event.entity === 'job' && !('status' in event.fields)) return
        timer.current ??= setTimeout(() => {
          timer.current = undefined
          router.refresh()
        }, SOON_MS)
      },
      [router],
    ),
  )
  useEffect(() => {
    const interval = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, EVERY_MS)
    return () => {
      clearInterval(interval)
      clearTimeout(timer.current)
    }
  }, [router])
  return null
}
