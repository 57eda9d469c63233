'use client'

import Pause from 'lucide-react/icons/pause'
import Play from 'lucide-react/icons/play'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { StreamEvent } from '../../debug.ts'
import { readStreamNow } from '../../debug-actions.ts'
import { useConnection, useLockstep } from '../lockstep-provider.tsx'
import { EventRow, ROW_GRID } from './event-row.tsx'
import { isFiltering, NO_FILTER, passes } from './trace-steps.ts'
import { EVENTS_KEPT, TraceStore } from './trace-store.ts'
import { TraceStripHead } from './trace-strip.tsx'
import { useStreamFilter } from './use-stream-filter.ts'

/** Rows drawn while one looks at the newest; more as one scrolls down. A page of 500 rows cannot keep up with events. */
const ROWS_AT_FIRST = 40
const ROWS_MORE = 80
const NEAR_END_PX = 600

const PORTALS = ['admin', 'user', 'api', 'system']

/** Every change as it happens, newest first, with how far each has got. */
export function EventStream({ initial }: { initial: readonly StreamEvent[] }) {
  const { client } = useLockstep()
  const [store] = useState(() => new TraceStore(initial))
  const [filter, setFilter] = useStreamFilter()
  const [open, setOpen] = useState<string | null>(null)
  const [held, setHeld] = useState<{ list: readonly StreamEvent[]; seen: number } | null>(null)

  useEffect(() => client.onTraces((traces) => store.take(traces, Date.now())), [client, store])
  const { status } = useConnection()
  useEffect(() => {
    if (status !== 'live') return
    let current = true
    // What happened between the page and its connection, or while it was away, was pushed to nobody.
    readStreamNow().then(
      (events) => current && events && store.take(events, Date.now()),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [status, store])
  const live = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.list(),
    () => store.list(),
  )
  const list = held?.list ?? live
  const types = useMemo(() => [...new Set(live.map(({ type }) => type))].sort(), [live])
  const entities = useMemo(() => [...new Set(live.map(({ entity }) => entity))].sort(), [live])
  const shown = useMemo(
    () => (isFiltering(filter) ? list.filter((event) => passes(event, filter)) : list),
    [list, filter],
  )
  const [drawn, setDrawn] = useState(ROWS_AT_FIRST)
  const toggle = useCallback((id: string) => setOpen((current) => (current === id ? null : id)), [])
  const options = (values: readonly string[], chosen: string) =>
    [...new Set([...values, ...(chosen ? [chosen] : [])])].map((value) => ({ value, label: value }))

  return (
    <section aria-label="Event stream" className="min-w-0">
      <div data-chrome className="mb-3 flex flex-wrap items-center gap-2">
        <h2 className="mr-1 font-semibold text-lg">Event stream</h2>
        <Rate store={store} />
        <div className="ml-auto">
          {held ? (
            <Button variant="primary" icon={<Play />} onClick={() => setHeld(null)}>
              Resume
              <Newer store={store} since={held.seen} />
            </Button>
          ) : (
            <Button icon={<Pause />} onClick={() => setHeld({ list: live, seen: store.seen })}>
              Pause
            </Button>
          )}
        </div>
        <div className="flex w-full flex-wrap gap-2">
          <Input
            type="search"
            aria-label="Person: name or id"
            placeholder="Person: name or id"
            value={filter.person}
            onChange={(event) => setFilter({ person: event.target.value })}
            className="max-sm:basis-full sm:w-52"
          />
          <Select
            aria-label="Type"
            placeholder="Type: any"
            value={filter.type}
            options={options(types, filter.type)}
            onChange={(event) => setFilter({ type: event.target.value })}
            className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-32"
          />
          <Select
            aria-label="Entity"
            placeholder="Entity: any"
            value={filter.entity}
            options={options(entities, filter.entity)}
            onChange={(event) => setFilter({ entity: event.target.value })}
            className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-32"
          />
          <Select
            aria-label="Made in"
            placeholder="Made in: any"
            value={filter.portal}
            options={options(PORTALS, filter.portal)}
            onChange={(event) => setFilter({ portal: event.target.value })}
            className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-32"
          />
          {isFiltering(filter) ? (
            <Button variant="ghost" onClick={() => setFilter(NO_FILTER)}>
              Clear filters
            </Button>
          ) : null}
        </div>
      </div>
      <div className="overflow-hidden rounded-md border bg-surface">
        <div
          aria-hidden="true"
          className={`${ROW_GRID} border-b py-2 font-medium text-ink-3 text-sm max-sm:hidden`}
        >
          <span />
          <span>Saved at</span>
          <span>Event and fields</span>
          <span className="max-lg:hidden">Who and whose</span>
          <TraceStripHead />
        </div>
        {shown.length === 0 ? (
          <div className="px-4 py-10">
            {isFiltering(filter) && list.length > 0 ? (
              <EmptyState
                title="No event fits"
                action={<Button onClick={() => setFilter(NO_FILTER)}>Clear filters</Button>}
              >
                {formatNumber(list.length)} events are here, none of them passes the filters.
              </EmptyState>
            ) : (
              <EmptyState title="No event yet">
                The next change in either portal appears here as it happens.
              </EmptyState>
            )}
          </div>
        ) : (
          <ul
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label="Events, newest first"
            onScroll={(event) => {
              const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
              if (scrollTop === 0) setDrawn(ROWS_AT_FIRST)
              else if (scrollTop + clientHeight > scrollHeight - NEAR_END_PX) {
                setDrawn((rows) => (rows < shown.length ? rows + ROWS_MORE : rows))
              }
            }}
            className="max-h-[34rem] overflow-y-auto focus-visible:-outline-offset-2"
          >
            {shown.slice(0, drawn).map((event) => (
              <EventRow key={event.id} event={event} isOpen={open === event.id} onToggle={toggle} />
            ))}
          </ul>
        )}
      </div>
      <p className="mt-2 text-ink-3 text-sm">
        {isFiltering(filter) ? `${formatNumber(shown.length)} of the ` : 'The '}
        newest {formatNumber(list.length)} events; the page holds {EVENTS_KEPT}, the log all of the last 30
        days. Times in the marks are milliseconds since the commit, of the slowest page.
      </p>
    </section>
  )
}

/** Events a second, measured, beside the heading; renders by itself so that the list does not. */
function Rate({ store }: { store: TraceStore }) {
  const [rate, setRate] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setRate(store.rate(Date.now())), 1_000)
    return () => clearInterval(timer)
  }, [store])
  return (
    <span className="text-ink-3 text-sm tabular-nums" title="Over the last ten seconds">
      {rate === 0 ? 'quiet' : `${formatNumber(rate, 1)} a second`}
    </span>
  )
}

function Newer({ store, since }: { store: TraceStore; since: number }) {
  const seen = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.seen,
    () => store.seen,
  )
  return <span className="tabular-nums">· {formatNumber(seen - since)} newer</span>
}
