'use client'

import { useSyncExternalStore } from 'react'
import { absoluteTime } from '#components/ui/format-time.ts'

const never = () => () => {}
const formats = new Map<string, Intl.DateTimeFormat>()

function clock(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? ''
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone,
  })
  formats.set(key, made)
  return made
}

/** A moment of the event stream: the clock to the millisecond, in the reader's zone; the full moment on hover. */
export function Moment({ at, className }: { at: number; className?: string }) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const zone = inBrowser ? undefined : 'UTC'
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absoluteTime(at, zone)}
      className={className}
      suppressHydrationWarning
    >
      {clock(zone).format(at)}
    </time>
  )
}
