import { formatDuration } from '#components/ui/format-number.ts'
import { absoluteTime } from '#components/ui/format-time.ts'
import type { ProviderChecks } from '../schema.ts'

type Check = ProviderChecks['checks'][number]

const WHAT: Readonly<Record<Check['kind'], string>> = {
  probe: 'asked for its models',
  canary: 'asked a question',
  call: 'by its calls',
}

const MOST = 30
const STEP = 5
const WIDTH = MOST * STEP
const HEIGHT = 28

/** The last checks of a provider, one bar each, oldest first. A failed one is as high as can be and hollow. */
export function CheckBars({ name, checks }: { name: string; checks: readonly Check[] }) {
  const shown = checks.slice(0, MOST).reverse()
  if (shown.length === 0) return null
  const failed = shown.filter(({ ok }) => !ok).length
  const slowest = Math.max(1, ...shown.map(({ ok, latency_ms }) => (ok ? latency_ms : 0)))
  const words = `${shown.length === 1 ? 'Last check' : `Last ${shown.length} checks`}: ${failed === 0 ? 'none' : failed} failed`
  return (
    <figure className="grid gap-1">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${name}. ${words}. ${failed < shown.length ? `The slowest answer took ${formatDuration(slowest)}.` : ''}`}
        className="block h-auto w-full max-w-44"
      >
        {shown.map((check, at) => {
          const height = check.ok ? Math.max(4, (check.latency_ms / slowest) * HEIGHT) : HEIGHT
          const inset = check.ok ? 0 : 0.5
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: two checks may have come in the same moment, and a bar keeps no state
              key={at}
              x={(MOST - shown.length + at) * STEP + inset}
              y={HEIGHT - height + inset}
              width={STEP - 1.5 - 2 * inset}
              height={height - 2 * inset}
              rx={0.75}
              className={check.ok ? 'fill-good' : 'fill-bad-soft stroke-bad'}
            >
              <title>{barWords(check)}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption className="text-ink-3 text-sm">{words}</figcaption>
    </figure>
  )
}

function barWords({ ok, kind, at, latency_ms, message }: Check): string {
  const what = WHAT[kind]
  if (kind === 'call')
    return `${absoluteTime(new Date(at).getTime(), 'UTC')}: by its calls, none answered (${message})`
  const came = ok ? 'answered' : `failed${message ? ` (${message})` : ''}`
  return `${absoluteTime(new Date(at).getTime(), 'UTC')}: ${what}, ${came} after ${formatDuration(latency_ms)}`
}
