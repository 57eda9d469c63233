'use client'

import { Time } from '#components/ui/time.tsx'
import type { FieldStamp } from '../domain.ts'
import { actorWords } from './field-words.ts'
import { useLockstep } from './lockstep-provider.tsx'

/** "changed by Ana (admin) · 12 s ago" */
export function ChangedBy({ stamp }: { stamp: FieldStamp }) {
  const { viewer } = useLockstep()
  return (
    <span className="text-ink-3 text-sm">
      changed by <span className="font-medium text-ink-2">{actorWords(stamp.actor, viewer)}</span> ·{' '}
      <Time at={stamp.at} />
    </span>
  )
}

/**
 * Lights up once what it covers; put it last into a `relative` parent. A new `at` (a version) lights it again, null
 * keeps it dark. The light lies over the value without hiding it, and takes no clicks.
 */
export function Flash({ at }: { at: number | null }) {
  if (at === null) return null
  return (
    <span
      key={at}
      aria-hidden="true"
      data-flash={at}
      className="pointer-events-none absolute -inset-1 animate-flash rounded-md mix-blend-multiply dark:mix-blend-screen"
    />
  )
}
