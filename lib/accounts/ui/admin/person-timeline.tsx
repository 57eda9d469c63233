'use client'

import { useCallback, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Envelope, FieldValue } from '#lib/bridge/schema.ts'
import { actorWords, fieldWords, valueWords } from '#lib/bridge/ui/field-words.ts'
import { useLockstep, useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import type { PersonEvent } from './person-events.ts'

/** Events heard while one looks that are kept on the page; older ones are read when asked for. */
const HEARD_AT_MOST = 200

const PERSONAL = new Set(['user', 'profile', 'preferences', 'session'])

/** Everything that happened to this person's record, newest first; grows while one looks. */
export function PersonTimeline({
  id,
  initial,
  initialCursor,
  readOlder,
}: {
  id: string
  initial: readonly PersonEvent[]
  initialCursor: string | null
  /** A server action: the page of events before a cursor. */
  readOlder: (
    id: string,
    before: string,
  ) => Promise<{ items: PersonEvent[]; nextCursor: string | null } | null>
}) {
  const { viewer } = useLockstep()
  const [heard, setHeard] = useState<readonly PersonEvent[]>([])
  const [older, setOlder] = useState<readonly PersonEvent[]>([])
  const [cursor, setCursor] = useState(initialCursor)
  const [pending, setPending] = useState(false)
  const [failed, setFailed] = useState(false)
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.entityId !== id || !PERSONAL.has(event.entity)) return
        const { id: eventId, type, entity, version, fields, actor, conflicts, committedAt } = event
        const one = {
          id: eventId,
          type,
          entity,
          version,
          values: fields,
          actor,
          conflicts: conflicts.length,
          at: committedAt,
        }
        setHeard((before) => [one, ...before.slice(0, HEARD_AT_MOST - 1)])
      },
      [id],
    ),
  )
  const known = new Set(initial.map((event) => event.id))
  const events = [...heard.filter((event) => !known.has(event.id)), ...initial, ...older]

  async function more() {
    if (cursor === null) return
    setPending(true)
    setFailed(false)
    const page = await readOlder(id, cursor).catch(() => null)
    setPending(false)
    if (!page) {
      setFailed(true)
      return
    }
    setOlder([...older, ...page.items])
    setCursor(page.nextCursor)
  }

  return (
    <Card title="Timeline" description="From the log of events, as far back as it is kept." flush>
      {events.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          Nothing has happened to this record as far back as the log is kept.
        </p>
      ) : (
        <ol className="divide-y border-t">
          {events.map((event) => (
            <li key={event.id} data-timeline={event.type} className="grid gap-0.5 px-4 py-2">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span>
                  <span className="font-medium">{event.type}</span>{' '}
                  <span className="text-ink-3 text-sm">
                    {event.version > 0 ? `v${event.version}` : ''}
                    {event.conflicts > 0
                      ? ` · ${event.conflicts} conflict${event.conflicts === 1 ? '' : 's'}`
                      : ''}
                  </span>
                </span>
                <span className="text-ink-3 text-sm">
                  {actorWords(event.actor, viewer)}, {event.actor.portal} · <Time at={event.at} />
                </span>
              </p>
              <Values values={event.values} />
            </li>
          ))}
        </ol>
      )}
      {cursor === null ? null : (
        <div className="flex items-center gap-3 border-t px-4 py-2.5">
          <Button size="sm" pending={pending} onClick={() => void more()}>
            Show older
          </Button>
          {failed ? (
            <p role="alert" className="text-bad text-sm">
              They could not be read; try again.
            </p>
          ) : null}
        </div>
      )}
    </Card>
  )
}

function Values({ values }: { values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values)
  if (entries.length === 0) return null
  return (
    <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 text-sm">
      {entries.map(([field, value]) => (
        <div key={field} className="contents">
          <dt className="text-ink-3">{fieldWords(field)}</dt>
          <dd className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">
            {valueWords(value as FieldValue)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
