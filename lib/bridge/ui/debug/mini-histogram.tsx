import { formatDuration, formatNumber } from '#components/ui/format-number.ts'

const WIDTH = 132
const HEIGHT = 34
const GAP = 2

function bound(ms: number): string {
  return ms < 1_000 ? `${ms}` : `${ms / 1_000} s`
}

/** How many events took how long. Each bar is one step of the scale; the mark is the promise, where there is one. */
export function MiniHistogram({
  label,
  buckets,
  targetMs,
}: {
  label: string
  buckets: readonly { upToMs: number; count: number }[]
  targetMs?: number
}) {
  const most = Math.max(1, ...buckets.map(({ count }) => count))
  const step = WIDTH / Math.max(1, buckets.length)
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  const mark = targetMs === undefined ? -1 : buckets.findIndex(({ upToMs }) => upToMs >= targetMs)
  const words = buckets
    .filter(({ count }) => count > 0)
    .map(({ upToMs, count }) => `${formatNumber(count)} up to ${formatDuration(upToMs)}`)
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 11}`}
      role="img"
      aria-label={total === 0 ? `${label}: nothing measured yet` : `${label}: ${words.join(', ')}`}
      className="block h-auto w-full max-w-52"
    >
      {buckets.map(({ upToMs, count }, at) => {
        const height = count === 0 ? 1 : Math.max(3, (count / most) * HEIGHT)
        return (
          <rect
            key={upToMs}
            x={at * step}
            y={HEIGHT - height}
            width={step - GAP}
            height={height}
            rx={1}
            className={count === 0 ? 'fill-line' : mark >= 0 && at > mark ? 'fill-watch' : 'fill-series'}
          >
            <title>{`${formatNumber(count)} took up to ${formatDuration(upToMs)}`}</title>
          </rect>
        )
      })}
      {mark >= 0 ? (
        <line
          x1={(mark + 1) * step - GAP / 2}
          x2={(mark + 1) * step - GAP / 2}
          y1={0}
          y2={HEIGHT}
          strokeWidth={1}
          strokeDasharray="2 2"
          className="stroke-ink-3"
        />
      ) : null}
      {buckets.map(({ upToMs }, at) =>
        at % 3 === 2 ? (
          <text
            key={upToMs}
            x={at === buckets.length - 1 ? WIDTH - GAP : at * step + (step - GAP) / 2}
            y={HEIGHT + 9}
            textAnchor={at === buckets.length - 1 ? 'end' : 'middle'}
            fontSize={8}
            className="fill-ink-3"
          >
            {bound(upToMs)}
          </text>
        ) : null,
      )}
    </svg>
  )
}
