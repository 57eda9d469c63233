import { clsx } from 'clsx'
import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { type Tone, ToneIcon, toneText } from './status.tsx'

export interface StatTileProps {
  label: string
  /** The figure, usually a Num; "no data" comes from Num too. */
  value: ReactNode
  unit?: string
  /** What the figure stands on: sample, source, time. */
  note?: ReactNode
  /** A judgement of the figure, in words. */
  state?: { tone: Tone; word: string }
  /** Where the detail is: makes the whole tile a link. */
  href?: string
  /** A sparkline or a small progress bar. */
  graphic?: ReactNode
  className?: string
}

/** One figure with what it means and what it rests on. */
export function StatTile({ label, value, unit, note, state, href, graphic, className }: StatTileProps) {
  return (
    <div
      className={clsx(
        'relative flex min-w-0 flex-col gap-1 rounded-md border bg-surface px-4 py-3.5',
        href && 'transition-colors duration-100 hover:border-line-strong',
        className,
      )}
    >
      <p className="text-ink-2 text-sm">
        {href ? (
          <NextLink
            href={href}
            className="after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent-ink"
          >
            {label}
          </NextLink>
        ) : (
          label
        )}
      </p>
      <p className="flex flex-wrap items-baseline gap-x-1.5 font-semibold text-2xl">
        {value}
        {unit ? <span className="font-normal text-base text-ink-3">{unit}</span> : null}
      </p>
      {graphic}
      {state ? (
        <p className={clsx('flex items-center gap-1.5 font-medium text-sm', toneText[state.tone])}>
          <ToneIcon tone={state.tone} />
          {state.word}
        </p>
      ) : null}
      {note ? <p className="text-ink-3 text-sm">{note}</p> : null}
    </div>
  )
}
