'use client'

import { clsx } from 'clsx'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { memo, useId, useMemo } from 'react'
import { ToneIcon } from '#components/ui/status.tsx'
import type { StreamEvent } from '../../debug-stream.ts'
import { fieldWords } from '../field-words.ts'
import { EventDetail } from './event-detail.tsx'
import { Moment } from './moment.tsx'
import { ownerOf, stepsOf } from './trace-steps.ts'
import { TraceStrip } from './trace-strip.tsx'
import { Unseen } from './unseen.tsx'

export const ROW_GRID =
  'grid w-full grid-cols-[1rem_minmax(0,1fr)_6.5rem] items-center gap-x-3 px-3 sm:grid-cols-[1rem_5.75rem_minmax(0,1fr)_18.5rem] sm:px-4 lg:grid-cols-[1rem_5.75rem_minmax(0,1.1fr)_minmax(0,1fr)_minmax(16rem,20rem)]'

/** One event: when, what, who to whom, and how far it got; opened, everybody who should have it. */
export const EventRow = memo(function EventRow({
  event,
  isOpen,
  onToggle,
}: {
  event: StreamEvent
  isOpen: boolean
  onToggle: (id: string) => void
}) {
  const id = useId()
  const steps = useMemo(() => stepsOf(event), [event])
  const owner = ownerOf(event)
  return (
    <li
      data-event={event.id}
      data-event-type={event.type}
      className="border-b [contain-intrinsic-size:auto_3.25rem] [content-visibility:auto] last:border-b-0"
    >
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => onToggle(event.id)}
        className={clsx(
          ROW_GRID,
          'min-h-11 py-1 text-left hover:bg-hover focus-visible:-outline-offset-2',
          isOpen && 'bg-hover/60',
        )}
      >
        <ChevronRight
          className={clsx('size-4 text-ink-3 transition-transform duration-100', isOpen && 'rotate-90')}
        />
        <Moment at={event.committedAt} className="text-ink-3 text-sm tabular-nums max-sm:hidden" />
        <span className="min-w-0">
          <span className="block truncate font-medium">{event.type}</span>
          <span className="block truncate text-ink-3 text-sm">
            {event.conflicts > 0 ? (
              <span className="text-watch">
                <ToneIcon tone="watch" className="mr-1 inline align-[-0.125em]" />
                {event.conflicts} conflict{event.conflicts === 1 ? '' : 's'}
                {event.fields.length > 0 ? ' · ' : ''}
              </span>
            ) : null}
            {event.fields.length > 0
              ? event.fields.map(fieldWords).join(', ')
              : event.conflicts > 0
                ? null
                : 'no fields'}
          </span>
          <Unseen event={event} className="text-sm sm:hidden" />
          <span className="block truncate text-ink-3 text-sm lg:hidden">
            <span className="sm:hidden">
              <Moment at={event.committedAt} /> ·{' '}
            </span>
            {event.actor.name}
            {owner ? (
              <span className="max-sm:hidden"> · record of {owner.name ?? shortId(owner.id)}</span>
            ) : null}
          </span>
        </span>
        <span className="min-w-0 max-lg:hidden">
          <span className="block truncate">
            {event.actor.name} <span className="text-ink-3 text-sm">({event.actor.portal})</span>
          </span>
          <span className="block truncate text-ink-3 text-sm">
            {owner
              ? `record of ${owner.name ?? shortId(owner.id)}`
              : `${event.entity} ${shortId(event.entityId)}`}
          </span>
        </span>
        <span className="grid min-w-0">
          <TraceStrip steps={steps} />
          <Unseen event={event} className="text-center text-xs max-sm:hidden" />
        </span>
      </button>
      {isOpen ? <EventDetail id={id} event={event} /> : null}
    </li>
  )
})

function shortId(id: string): string {
  return id.length > 14 ? `…${id.slice(-8)}` : id
}
