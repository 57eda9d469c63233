'use client'

import { clsx } from 'clsx'
import { useCallback, useSyncExternalStore } from 'react'
import { formatNumber } from '#components/ui/format-number.ts'
import type { StreamEvent } from '../../debug-stream.ts'
import { useLockstep } from '../lockstep-provider.tsx'
import { unseenBy } from './trace-steps.ts'

/** So long everybody is given to get a change and paint it, before it is said who has not. */
const PATIENCE_MS = 1_500

/** Whether a moment of the server lies so far back, and calls back when it comes to. */
function useIsOlder(at: number, ms: number): boolean {
  const { client } = useLockstep()
  const left = useCallback(() => at + ms - (Date.now() + client.connection.clockOffsetMs), [client, at, ms])
  const subscribe = useCallback(
    (notify: () => void) => {
      const wait = left()
      if (wait <= 0) return () => {}
      const timer = setTimeout(notify, wait + 1)
      return () => clearTimeout(timer)
    },
    [left],
  )
  return useSyncExternalStore(
    subscribe,
    () => left() <= 0,
    () => true,
  )
}

/** "has not got it yet: Uma User", once that is worth saying; else nothing. */
export function Unseen({ event, className }: { event: StreamEvent; className?: string }) {
  const isDue = useIsOlder(event.committedAt, PATIENCE_MS)
  const unseen = isDue ? unseenBy(event) : null
  if (!unseen) return null
  const who = `${unseen.names.join(', ')}${unseen.more > 0 ? ` and ${formatNumber(unseen.more)} more` : ''}`
  const what = unseen.tone === 'watch' ? 'not got yet' : 'not seen yet'
  return (
    <span
      data-unseen={unseen.tone}
      title={`${what}: ${who}`}
      className={clsx('block truncate', unseen.tone === 'watch' ? 'text-watch' : 'text-ink-3', className)}
    >
      {what}: {who}
    </span>
  )
}
