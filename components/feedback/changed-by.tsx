import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Time } from '../ui/time.tsx'

export interface ChangedByProps {
  /** Who: a name, or "you". */
  name: string
  /** "admin", "user", "system": from which side. */
  side?: string
  at: number | string | Date
  className?: string
}

/** "changed by Ana (admin) · 12 s ago": small, beside the value. Show it for a while after a change by the other side. */
export function ChangedBy({ name, side, at, className }: ChangedByProps) {
  return (
    <span className={clsx('inline-flex animate-appear flex-wrap gap-x-1 text-ink-3 text-sm', className)}>
      <span>
        {/* Where a field is narrow it has to stay on the label's line, or the controls of a row part. */}
        <span className="@max-sm:sr-only">changed </span>by{' '}
        <span className="font-medium text-ink-2">{name}</span>
        {side ? ` (${side})` : ''}
      </span>
      <span>
        · <Time at={at} />
      </span>
    </span>
  )
}

/**
 * Marks a value that the other side changed with one flash whenever `version` changes after the first showing. The value
 * itself is never remounted, so focus, selection and scroll stay where they are.
 */
export function Changed({
  version,
  firstVersion,
  children,
  className,
}: {
  version: number | string
  /** The version that was on the page when it was opened: that one does not flash. */
  firstVersion: number | string
  children: ReactNode
  className?: string
}) {
  return (
    <span className={clsx('relative isolate', className)}>
      {version === firstVersion ? null : (
        <span
          key={version}
          aria-hidden="true"
          data-flash
          className="pointer-events-none absolute -inset-x-1.5 -inset-y-0.5 -z-10 animate-flash rounded-sm"
        />
      )}
      {children}
    </span>
  )
}
