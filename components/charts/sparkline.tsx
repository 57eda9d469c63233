import { clsx } from 'clsx'
import { linePath } from './scale.ts'

export interface SparklineProps {
  /** In the order of time; null breaks the line. */
  values: readonly (number | null)[]
  /** What it shows and what to take from it: "Cases a day, last 14 days: rising from 300 to 412". */
  label: string
  height?: number
  className?: string
}

/** The shape of a series in a line of text; no axes, so the words carry the numbers. */
export function Sparkline({ values, label, height = 28, className }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (known.length === 0) return <span className={clsx('text-ink-3 text-sm', className)}>no data</span>
  const low = Math.min(...known)
  const high = Math.max(...known)
  const pad = 3
  const x = (index: number) => (values.length < 2 ? 50 : (index / (values.length - 1)) * 100)
  const y = (value: number) =>
    high === low ? height / 2 : pad + (1 - (value - low) / (high - low)) * (height - 2 * pad)
  const path = linePath(
    values.map((value, index) => (value !== null && Number.isFinite(value) ? [x(index), y(value)] : null)),
  )
  const lastIndex = values.findLastIndex((value) => value !== null && Number.isFinite(value))
  const last = values[lastIndex]
  return (
    <svg
      role="img"
      aria-label={label}
      width="100%"
      height={height}
      className={clsx('block min-w-12 overflow-visible', className)}
    >
      <svg
        aria-hidden="true"
        width="100%"
        height={height}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
      >
        <path
          d={path}
          fill="none"
          strokeWidth="1.5"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
          className="stroke-series"
        />
      </svg>
      {typeof last === 'number' ? (
        <circle cx={`${x(lastIndex)}%`} cy={y(last)} r="2.5" className="fill-series" />
      ) : null}
    </svg>
  )
}
