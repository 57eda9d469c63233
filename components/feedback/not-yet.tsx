import { clsx } from 'clsx'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import type { ReactNode } from 'react'

export interface NotYetProps {
  /** What will stand here: "Your next step". */
  title: string
  /** Why not yet: completes "Not yet, because …". */
  because: ReactNode
  /** What would bring it. */
  action?: ReactNode
  /** Inside a Card, which has the border and the title already. */
  bare?: boolean
  className?: string
}

/** A tile with nothing real to show says so, and says why; it never shows an example as if it were data. */
export function NotYet({ title, because, action, bare = false, className }: NotYetProps) {
  return (
    <div
      className={clsx(
        'flex min-w-0 flex-col gap-1.5',
        !bare && 'rounded-md border border-line-strong/50 border-dashed px-4 py-3.5',
        className,
      )}
    >
      {bare ? null : <p className="text-ink-2 text-sm">{title}</p>}
      <p className="flex items-start gap-2 text-ink-2">
        <CircleDashed className="mt-[calc((1lh-1rem)/2)] size-4 shrink-0 text-ink-3" />
        <span>
          <span className="font-medium text-ink">Not yet</span>, because {because}
        </span>
      </p>
      {action ? <div className="mt-1.5 ml-6">{action}</div> : null}
    </div>
  )
}
