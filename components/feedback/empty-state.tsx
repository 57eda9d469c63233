import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export interface EmptyStateProps {
  /** What is not there: "No résumés yet". */
  title: string
  /** What would be here and what brings it. */
  children?: ReactNode
  /** The first action. */
  action?: ReactNode
  icon?: ReactNode
  className?: string
}

/** Nothing here yet, and the way to something. */
export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div className={clsx('mx-auto grid max-w-md justify-items-center gap-2 py-4 text-center', className)}>
      {icon ? <div className="mb-1 text-ink-3 [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</div> : null}
      <p className="font-medium">{title}</p>
      {children ? <div className="text-ink-2">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
