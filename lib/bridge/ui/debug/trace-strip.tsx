import { clsx } from 'clsx'
import { formatDuration } from '#components/ui/format-number.ts'
import type { Step, StepName } from './trace-steps.ts'

const titles: Record<StepName, string> = {
  committed: 'committed',
  relayed: 'relayed',
  delivered: 'delivered',
  applied: 'applied',
  rendered: 'rendered',
}

function words({ name, state, ms, reached, of }: Step): string {
  if (name === 'committed') return 'committed'
  if (state === 'unknown')
    return name === 'relayed' ? 'relayed before this process began to look' : `${name}: no page to reach`
  const share = name === 'relayed' ? '' : ` ${reached} of ${of}`
  return `${name}${share}${ms === null ? '' : `, ${formatDuration(ms)} after the commit`}`
}

/** Five marks in a row: full for everybody, half for some, empty for nobody yet, a dash where nobody looked. */
export function TraceStrip({ steps }: { steps: readonly Step[] }) {
  return (
    <span
      role="img"
      aria-label={steps.map(words).join('; ')}
      className="grid grid-cols-5 gap-x-0.5 text-ink-3 text-xs tabular-nums"
    >
      {steps.map((step, at) => (
        <span
          key={step.name}
          title={words(step)}
          className={clsx('relative grid min-w-0 justify-items-center gap-0.5', at > 0 && lineOf(step))}
        >
          <span className={clsx('relative z-1 size-3 rounded-full border-[1.5px]', MARKS[step.state])} />
          <span className="max-w-full truncate whitespace-nowrap leading-tight max-sm:hidden">
            {below(step)}
          </span>
        </span>
      ))}
    </span>
  )
}

function below({ name, state, ms, reached, of }: Step): string {
  if (name === 'committed') return 'saved'
  if (state === 'unknown') return '–'
  if (ms === null) return `0/${of}`
  const time =
    ms < 1_000
      ? `${Math.round(ms)}`
      : ms < 90_000
        ? `${Math.round(ms / 1_000)} s`
        : `${Math.round(ms / 60_000)} min`
  return state === 'some' ? `${reached}/${of} · ${time}` : time
}

/** The way to this mark from the one before it. */
function lineOf({ state }: Step): string {
  const line = 'before:absolute before:top-[5.5px] before:right-1/2 before:h-px before:w-[calc(100%+2px)]'
  return `${line} ${state === 'all' || state === 'some' ? 'before:bg-good' : 'before:bg-line-strong/60'}`
}

const MARKS: Record<Step['state'], string> = {
  all: 'border-good bg-good',
  some: 'border-good bg-surface bg-[linear-gradient(90deg,transparent_50%,var(--color-good)_50%)]',
  none: 'border-line-strong bg-surface',
  // Nobody looked: the line goes on.
  unknown: 'border-transparent',
}

/** The names over the marks, once for the whole list. */
export function TraceStripHead() {
  return (
    <span className="grid grid-cols-5 gap-x-0.5 text-center text-ink-3 text-xs">
      {Object.values(titles).map((title) => (
        <span key={title} className="truncate">
          {title}
        </span>
      ))}
    </span>
  )
}
