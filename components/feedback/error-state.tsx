import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ReactNode } from 'react'
import { CopyText } from './copy-text.tsx'

export interface ErrorStateProps {
  /** What happened: "The forecasts could not be read". */
  title: string
  /** What was kept and what to do. */
  children?: ReactNode
  requestId?: string | undefined
  /** Usually a Button that tries again. */
  action?: ReactNode
  className?: string
}

/** A failure told plainly: what happened, what was kept, what to do, and the id that finds it in the log. */
export function ErrorState({ title, children, requestId, action, className }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={clsx(
        'grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 rounded-md bg-bad-soft px-4 py-3.5',
        className,
      )}
    >
      <CircleAlert className="mt-[calc((1lh-1.1em)/2)] size-[1.1em] text-bad" />
      <p className="font-medium">{title}</p>
      <div className="col-start-2 grid max-w-[72ch] gap-2 text-ink-2">
        {children}
        {action || requestId ? (
          <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
            {action}
            {requestId ? (
              <span className="inline-flex items-center gap-1 text-sm">
                Request id <CopyText text={requestId} />
              </span>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  )
}
