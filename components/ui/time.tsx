'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { absoluteTime, formatDay, relativeTime } from './format-time.ts'
import { present, subscribeToTime } from './time-ticker.ts'

export interface TimeProps {
  /** Epoch milliseconds, an ISO string or a Date. */
  at: number | string | Date
  /** `relative` "12 s ago" with the moment on hover; `absolute` the moment; `day` a calendar day. */
  look?: 'relative' | 'absolute' | 'day'
  /** The person's time zone when it is known; else UTC on the server and the reader's own in the browser. */
  timeZone?: string
  className?: string
}

const never = () => () => {}

/** A moment that reads as an age and keeps itself up to date; the exact time is on hover. */
export function Time({ at, look = 'relative', timeZone, className }: TimeProps) {
  const ms = typeof at === 'number' ? at : new Date(at).getTime()
  const relative = useCallback(() => relativeTime(ms, present()).text, [ms])
  const subscribe = useCallback(
    (notify: () => void) => (look === 'relative' ? subscribeToTime(ms, notify) : () => {}),
    [ms, look],
  )
  const age = useSyncExternalStore(subscribe, relative, relative)
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const moment = absoluteTime(ms, timeZone ?? (inBrowser ? undefined : 'UTC'))
  const valid = Number.isFinite(ms)
  return (
    // The age differs between server and browser by the time in between; that is no fault.
    <time
      suppressHydrationWarning
      dateTime={valid ? new Date(ms).toISOString() : undefined}
      // A calendar day is no moment: an hour in the reader's zone would be an invention.
      title={look === 'relative' ? moment : undefined}
      className={className ?? 'whitespace-nowrap'}
    >
      {look === 'relative' ? age : look === 'day' ? formatDay(ms) : moment}
    </time>
  )
}
