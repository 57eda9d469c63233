import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'
import { formatNumber } from './format-number.ts'

export interface ProgressProps {
  label: ReactNode
  /** Done so far, in `unit`. */
  value: number
  /** The whole, when it is known; null shows the count without a false share. */
  max: number | null
  unit?: string
  /** Right of the count: time left, rate, a cancel button. */
  aside?: ReactNode
  tone?: 'accent' | 'good' | 'bad'
  className?: string
}

const bar = {
  accent: '[&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent',
  good: '[&::-webkit-progress-value]:bg-good [&::-moz-progress-bar]:bg-good',
  bad: '[&::-webkit-progress-value]:bg-bad [&::-moz-progress-bar]:bg-bad',
}

/** Progress with its counts. The native element, so that no inline style is needed and its role comes free. */
export function Progress({ label, value, max, unit, aside, tone = 'accent', className }: ProgressProps) {
  const id = useId()
  const known = max !== null && max > 0
  const share = known ? Math.min(100, Math.floor((100 * value) / max)) : null
  const counts = known ? `${formatNumber(value)} of ${formatNumber(max)}` : formatNumber(value)
  return (
    <div className={clsx('grid gap-1.5', className)}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <span className="text-ink-3 text-sm">
          {counts}
          {unit ? ` ${unit}` : ''}
          {share === null ? '' : ` · ${share} %`}
        </span>
      </div>
      <progress
        id={id}
        {...(known ? { value: Math.min(value, max), max } : {})}
        className={clsx(
          'block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-webkit-progress-bar]:bg-line',
          '[&::-webkit-progress-value]:transition-[inline-size] [&::-webkit-progress-value]:duration-150',
          'indeterminate:animate-shimmer indeterminate:bg-accent/40 indeterminate:[&::-webkit-progress-bar]:bg-transparent',
          bar[tone],
        )}
      />
      {aside ? <div className="text-ink-3 text-sm">{aside}</div> : null}
    </div>
  )
}
