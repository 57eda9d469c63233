'use client'

import { CopyText } from '#components/feedback/copy-text.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Status } from '#components/ui/status.tsx'
import type { StreamEvent } from '../../debug-stream.ts'
import { Moment } from './moment.tsx'
import { ownerOf, type Recipient, standingOf } from './trace-steps.ts'
import { useTrace } from './use-trace.ts'

/** An event that somebody looks at: what it is, and every page that should have it, at whichever process. */
export function EventDetail({ id, event: known }: { id: string; event: StreamEvent }) {
  const event = useTrace(known)
  const owner = ownerOf(event)
  const ownerHasPage = owner !== null && event.recipients.some(({ userId }) => userId === owner.id)
  const pids = new Set(event.recipients.map(({ pid }) => pid))
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
        <>
          <ul aria-label="Who has seen it" className="grid gap-1">
            {event.recipients.map((recipient) => (
              <RecipientLine
                key={recipient.clientId}
                recipient={recipient}
                committedAt={event.committedAt}
                showsProcess={pids.size > 1}
              />
            ))}
          </ul>
          {event.reach.of > event.recipients.length ? (
            <p className="text-ink-3 text-sm">
              {formatNumber(event.recipients.length)} of {formatNumber(event.reach.of)} pages, those that have
              not seen it first.
            </p>
          ) : null}
        </>
      )}
      {owner && !ownerHasPage && event.relayedAt !== null && event.recipients.length > 0 ? (
        <p className="text-ink-2 text-sm">
          {owner.name ?? 'The person whose record it is'} had no page open; it waits in the log.
        </p>
      ) : null}
    </div>
  )
}

function RecipientLine({
  recipient,
  committedAt,
  showsProcess,
}: {
  recipient: Recipient
  committedAt: number
  showsProcess: boolean
}) {
  const standing = standingOf(recipient, committedAt)
  return (
    <li
      data-recipient={recipient.userId}
      className="grid items-baseline gap-x-3 text-sm sm:grid-cols-[minmax(8rem,12rem)_1fr] lg:grid-cols-[minmax(8rem,12rem)_15rem_1fr]"
    >
      <span className="min-w-0 truncate font-medium">
        {recipient.name} <span className="font-normal text-ink-3">({recipient.portal})</span>
      </span>
      <Status tone={standing.tone} look="plain">
        {standing.word}
      </Status>
      <span className="text-ink-3 tabular-nums sm:max-lg:col-start-2">
        {times(recipient, committedAt)}
        {showsProcess ? ` · process ${recipient.pid}` : ''}
      </span>
    </li>
  )
}

function times(recipient: Recipient, committedAt: number): string {
  const steps: [string, number | undefined][] = [
    ['delivered', recipient.deliveredAt],
    ['applied', recipient.appliedAt],
    ['rendered', recipient.renderedAt],
  ]
  const taken = steps.flatMap(([name, at]) =>
    at === undefined ? [] : [`${name} ${formatDuration(Math.max(0, at - committedAt))}`],
  )
  if (recipient.replayed) taken.push('handed over after an absence')
  return taken.join(' · ')
}
