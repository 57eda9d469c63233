import type { ReactNode } from 'react'
import { formatNumber } from '../ui/format-number.ts'
import { ChartFrame, ChartTable } from './chart-frame.tsx'
import { type Bucket, placeInBuckets } from './histogram-geometry.ts'

export interface HistogramProps {
  /** "Commit to rendered, last hour". */
  label: string
  showLabel?: boolean
  buckets: readonly Bucket[]
  /** Values worth a line: p50, p95. */
  marks: readonly { name: string; value: number }[]
  /** "ms". */
  unit: string
  height?: number
  caption?: ReactNode
}

const AXIS = 20
const TOP = 30

/** Counts by bucket with the percentiles marked; bars of equal width, since latency buckets grow by factors. */
export function Histogram({ label, showLabel, buckets, marks, unit, height = 150, caption }: HistogramProps) {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0)
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count))
  const width = 100 / Math.max(1, buckets.length)
  const name = (bucket: Bucket) =>
    bucket.to === null
      ? `≥ ${formatNumber(bucket.from)}`
      : `${formatNumber(bucket.from)}–${formatNumber(bucket.to)}`
  const summary = marks.map((mark) => `${mark.name} ${formatNumber(mark.value, 1)} ${unit}`).join(', ')

  return (
    <ChartFrame
      label={label}
      showLabel={showLabel}
      caption={caption}
      readout={
        <p className="text-ink-2">
          {total === 0 ? 'no data yet' : `${summary} · n = ${formatNumber(total)}`}
        </p>
      }
      table={
        <ChartTable
          label={label}
          head={[`Latency (${unit})`, 'Count', 'Share']}
          rows={buckets.map((bucket) => ({
            key: name(bucket),
            cells: [
              name(bucket),
              formatNumber(bucket.count),
              total === 0 ? '' : `${formatNumber((100 * bucket.count) / total, 1)} %`,
            ],
          }))}
        />
      }
    >
      <svg
        role="img"
        aria-label={`${label}. ${total === 0 ? 'No data yet.' : `${summary}, ${total} measured.`}`}
        width="100%"
        height={height + AXIS}
        className="overflow-visible"
      >
        {buckets.map((bucket, index) => {
          const tall = bucket.count === 0 ? 0 : Math.max(1.5, (bucket.count / most) * (height - TOP))
          return (
            <g key={name(bucket)}>
              <rect
                x={`${index * width + width * 0.06}%`}
                width={`${width * 0.88}%`}
                y={height - tall}
                height={tall}
                rx="1.5"
                className="fill-series/80"
              >
                <title>{`${name(bucket)} ${unit}: ${formatNumber(bucket.count)}`}</title>
              </rect>
              <text
                x={`${index * width}%`}
                y={height + 14}
                textAnchor={index === 0 ? 'start' : 'middle'}
                className={`fill-ink-3 text-xs ${index % 2 === 1 ? 'max-sm:hidden' : ''}`}
              >
                {formatNumber(bucket.from)}
              </text>
            </g>
          )
        })}
        <line x1="0" x2="100%" y1={height} y2={height} className="stroke-line-strong" />
        {total === 0
          ? null
          : marks.map((mark, index) => {
              const at = placeInBuckets(buckets, mark.value)
              if (at === null) return null
              const x = `${(at * 100).toFixed(2)}%`
              return (
                <g key={mark.name}>
                  <line
                    x1={x}
                    x2={x}
                    y1={10 + index * 12}
                    y2={height}
                    strokeDasharray="3 2"
                    className="stroke-ink-2"
                  />
                  <text
                    x={x}
                    dx={at > 0.85 ? -4 : 4}
                    y={14 + index * 12}
                    textAnchor={at > 0.85 ? 'end' : 'start'}
                    className="fill-ink font-medium text-xs"
                  >
                    {mark.name} {formatNumber(mark.value, 1)}
                  </text>
                </g>
              )
            })}
      </svg>
    </ChartFrame>
  )
}
