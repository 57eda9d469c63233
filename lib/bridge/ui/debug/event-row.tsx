'use client'

import { clsx } from 'clsx'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { memo, useId, useMemo } from 'react'
import { CopyText } from '#components/feedback/copy-text.tsx'
import { formatDuration } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Status } from '#components/ui/status.tsx'
import type { StreamEvent } from '../../debug.ts'
import { fieldWords } from '../field-words.ts'
import { Moment } from './moment.tsx'
import { ownerOf, standingOf, stepsOf } from './trace-steps.ts'
import { TraceStrip } from './trace-strip.tsx'

export const ROW_GRID =
  'grid w-full grid-cols-[1rem_minmax(0,1fr)_6.5rem] items-center gap-x-3 px-3 sm:grid-cols-[1rem_5.75rem_minmax(0,1fr)_15rem] sm:px-4 lg:grid-cols-[1rem_5.75rem_minmax(0,1.1fr)_minmax(0,1fr)_minmax(16rem,20rem)]'

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
      className="border-b [contain-intrinsic-size:auto_2.75rem] [content-visibility:auto] last:border-b-0"
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
          <span className="block truncate font-medium">
            {event.type}
            {event.conflicts > 0 ? (
              <span className="ml-1.5 font-normal text-watch text-sm">
                {event.conflicts} conflict{event.conflicts === 1 ? '' : 's'}
              </span>
            ) : null}
          </span>
          <span className="block truncate text-ink-3 text-sm">
            {event.fields.length > 0 ? event.fields.map(fieldWords).join(', ') : 'no fields'}
          </span>
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
        <TraceStrip steps={steps} />
      </button>
      {isOpen ? <EventDetail id={id} event={event} owner={owner} /> : null}
    </li>
  )
})

function shortId(id: string): string {
  return id.length > 14 ? `…${id.slice(-8)}` : id
}

function EventDetail({
  id,
  event,
  owner,
}: {
  id: string
  event: StreamEvent
  owner: ReturnType<typeof ownerOf>
}) {
  const ownerHasPage = owner !== null && event.recipients.some(({ userId }) => userId === owner.id)
  return (
    <div id={id} className="grid gap-3 border-t bg-sunken px-4 py-3 sm:pl-11">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr_auto_1fr]">
        <dt className="text-ink-3">Record</dt>
        <dd className="min-w-0">
          {owner ? (
            <Link href={`/admin/users/${owner.id}`}>{owner.name ?? owner.id}</Link>
          ) : (
            <>
              {event.entity} <code className="font-mono [overflow-wrap:anywhere]">{event.entityId}</code>
            </>
          )}
          , version {event.version}
        </dd>
        <dt className="text-ink-3">Saved</dt>
        <dd>
          <Moment at={event.committedAt} />
          {event.requestedAt === null
            ? ''
            : `, ${formatDuration(Math.max(0, event.committedAt - event.requestedAt))} after the request`}
        </dd>
        <dt className="text-ink-3">Relayed</dt>
        <dd>
          {event.relayedAt === null
            ? 'by an earlier process; not timed here'
            : `${formatDuration(Math.max(0, event.relayedAt - event.committedAt))} after the commit`}
        </dd>
        <dt className="text-ink-3">Event</dt>
        <dd className="min-w-0">
          <CopyText text={event.id} />
        </dd>
      </dl>
      {event.recipients.length === 0 ? (
        <p className="text-ink-2 text-sm">
          {event.relayedAt === null
            ? 'Who received it was not recorded by this process.'
            : 'No page that may hear of it was open. Whoever comes back is handed it from the log.'}
        </p>
      ) : (
        <ul className="grid gap-1">
          {event.recipients.map((recipient) => {
            const standing = standingOf(recipient, event.committedAt)
            return (
              <li key={recipient.clientId} className="flex flex-wrap items-baseline gap-x-3 text-sm">
                <span className="min-w-40 font-medium">
                  {recipient.name} <span className="font-normal text-ink-3">({recipient.portal})</span>
                </span>
                <Status tone={standing.tone} look="plain">
                  {standing.word}
                </Status>
                <span className="text-ink-3 tabular-nums">{times(recipient, event.committedAt)}</span>
              </li>
            )
          })}
        </ul>
      )}
      {owner && !ownerHasPage && event.relayedAt !== null && event.recipients.length > 0 ? (
        <p className="text-ink-2 text-sm">
          {owner.name ?? 'The person whose record it is'} had no page open; it waits in the log.
        </p>
      ) : null}
    </div>
  )
}

function times(recipient: StreamEvent['recipients'][number], committedAt: number): string {
  const steps: [string, number | undefined][] = [
    ['delivered', recipient.deliveredAt],
    ['applied', recipient.appliedAt],
    ['rendered', recipient.renderedAt],
  ]
  return steps
    .flatMap(([name, at]) =>
      at === undefined ? [] : [`${name} ${formatDuration(Math.max(0, at - committedAt))}`],
    )
    .join(' · ')
}
