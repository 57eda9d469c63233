import { clsx } from 'clsx'
import { formatCompact, formatNumber, formatRange } from './format-number.ts'

export interface NumProps {
  /** null or undefined: there is no data, and `reason` says why. */
  value: number | null | undefined
  /** Ends of an interval: shown as "412 (380–450)". */
  low?: number | null
  high?: number | null
  unit?: string
  digits?: number
  /** All digits even when large. */
  full?: boolean
  /** Marks an estimate with "est.". */
  estimate?: boolean
  /** Why there is no number and what would bring it: hover and assistive text of "no data". */
  reason?: string
  className?: string
}

/** A number: compact with the full value on hover, with its interval, or an honest "no data". */
export function Num({
  value,
  low,
  high,
  unit,
  digits,
  full = false,
  estimate = false,
  reason,
  className,
}: NumProps) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return (
      <span className={clsx('font-normal text-ink-3', className)} title={reason}>
        no data
        {reason ? <span className="sr-only">: {reason}</span> : null}
      </span>
    )
  }
  const show = full ? formatNumber : formatCompact
  const ends = typeof low === 'number' && typeof high === 'number' ? { low, high } : null
  const text = show(value, digits)
  const range = ends ? formatRange(ends.low, ends.high, show, digits) : null
  const exact = `${formatNumber(value, digits)}${ends ? ` ${formatRange(ends.low, ends.high, formatNumber, digits)}` : ''}`
  return (
    <data
      value={value}
      title={exact === [text, range].filter(Boolean).join(' ') ? undefined : exact}
      className={className}
    >
      <span className="whitespace-nowrap">{text}</span>
      {range ? (
        <>
          {' '}
          <span className="whitespace-nowrap font-normal text-[0.8em] text-ink-2">{range}</span>
        </>
      ) : null}
      {unit ? <span className="text-ink-3"> {unit}</span> : null}
      {estimate ? (
        <abbr title="estimate" className="ml-1 font-normal text-ink-3 text-sm no-underline">
          est.
        </abbr>
      ) : null}
    </data>
  )
}
