import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** A short neutral label (a plan, a role, a count). For a state use Status, which adds icon and word. */
export function Badge({
  children,
  tone = 'neutral',
  className,
}: {
  children: ReactNode
  tone?: 'neutral' | 'accent'
  className?: string
}) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1 whitespace-nowrap align-middle rounded-sm px-1.5 py-px font-medium text-xs',
        tone === 'accent' ? 'bg-accent-soft text-accent-ink' : 'bg-hover text-ink-2',
        className,
      )}
    >
      {children}
    </span>
  )
}
