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
        <span key={step.name} title={words(step)} className="grid min-w-0 justify-items-center gap-0.5">
          <span className="flex w-full items-center">
            <span className={clsx('h-px flex-1', at === 0 ? 'bg-transparent' : lineOf(step))} />
            <Mark state={step.state} />
            <span
              className={clsx(
                'h-px flex-1',
                at === steps.length - 1 ? 'bg-transparent' : lineOf(steps[at + 1] ?? step),
              )}
            />
          </span>
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

function lineOf({ state }: Step): string {
  return state === 'all' || state === 'some' ? 'bg-good' : 'bg-line-strong/60'
}

function Mark({ state }: { state: Step['state'] }) {
  if (state === 'unknown') return <span className="h-px w-2.5 bg-line-strong/60" />
  return (
    <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
      <circle
        cx="6"
        cy="6"
        r="4.5"
        strokeWidth="1.5"
        className={clsx(state === 'none' ? 'fill-none stroke-line-strong' : 'fill-none stroke-good')}
      />
      {state === 'all' ? <circle cx="6" cy="6" r="5" className="fill-good" /> : null}
      {state === 'some' ? <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" className="fill-good" /> : null}
    </svg>
  )
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
