import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { type Tone, ToneIcon, toneSoft, toneText } from './status.tsx'

export interface BannerProps {
  tone?: Exclude<Tone, 'neutral'>
  /** What is the case, in one line. */
  title: ReactNode
  /** What it means and what to do. */
  children?: ReactNode
  action?: ReactNode
  /** Announce it when it appears: `assertive` interrupts, so only for failures of what the person just did. */
  live?: 'polite' | 'assertive'
  className?: string
}

/** A message that stays in the page until its cause is gone. */
export function Banner({ tone = 'info', title, children, action, live, className }: BannerProps) {
  const role = live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined
  return (
    <div
      role={role}
      className={clsx(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md px-4 py-3',
        toneSoft[tone],
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-56 items-start gap-x-3">
        <ToneIcon tone={tone} className={clsx('mt-[calc((1lh-1.1em)/2)]', toneText[tone])} />
        <div className="min-w-0 flex-1">
          <p className="font-medium">{title}</p>
          {children ? <div className="mt-0.5 max-w-[72ch] text-ink-2">{children}</div> : null}
        </div>
      </div>
      {action ? <div className="flex shrink-0 gap-2">{action}</div> : null}
    </div>
  )
}
