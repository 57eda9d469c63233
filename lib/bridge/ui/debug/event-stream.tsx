'use client'

import Pause from 'lucide-react/icons/pause'
import Play from 'lucide-react/icons/play'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { readStreamNow } from '../../debug-actions.ts'
import type { StreamEvent } from '../../debug-stream.ts'
import { useConnection, useLockstep } from '../lockstep-provider.tsx'
import { EventRow, ROW_GRID } from './event-row.tsx'
import { isFiltering, NO_FILTER, passes } from './stream-filter.ts'
import { StreamFilters } from './stream-filters.tsx'
import { EVENTS_KEPT, TraceStore } from './trace-store.ts'
import { TraceStripHead } from './trace-strip.tsx'
import { useStreamFilter } from './use-stream-filter.ts'

/** Rows drawn while one looks at the newest; more as one scrolls down. A page of 500 rows cannot keep up with events. */
const ROWS_AT_FIRST = 24
const ROWS_MORE = 80
const NEAR_END_PX = 600

/** From here on somebody is taken to read further down. */
const SCROLLED_PX = 8

/** Every change as it happens, newest first, with how far each has got. It stands still while somebody reads. */
export function EventStream({ initial }: { initial: readonly StreamEvent[] }) {
  const [store] = useState(() => new TraceStore(initial))
  useStreamFeed(store)
  const [filter, setFilter] = useStreamFilter()
  const [open, setOpen] = useState<string | null>(null)
  const [isPaused, setPaused] = useState(false)
  const [isScrolled, setScrolled] = useState(false)
  const scroller = useRef<HTMLUListElement>(null)
  const isReading = open !== null || isScrolled
  const isHeld = isPaused || isReading
  useEffect(() => (isHeld ? store.hold() : store.release()), [store, isHeld])

  const list = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.list(),
    () => store.list(),
  )
  const shown = useMemo(
    () => (isFiltering(filter) ? list.filter((event) => passes(event, filter)) : list),
    [list, filter],
  )
  const [drawn, setDrawn] = useState(ROWS_AT_FIRST)
  const toggle = useCallback((id: string) => setOpen((current) => (current === id ? null : id)), [])
  const resume = () => {
    setPaused(false)
    setOpen(null)
    setScrolled(false)
    setDrawn(ROWS_AT_FIRST)
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <section aria-label="Event stream" className="min-w-0">
      <div data-chrome className="mb-3 grid gap-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h2 className="font-semibold text-lg">Event stream</h2>
          <Rate store={store} />
          <div className="ml-auto flex items-center gap-3">
            {isHeld ? (
              <>
                <span className="text-ink-3 text-sm">
                  {isPaused ? 'Paused' : 'Stands still while you read'}
                </span>
                <Button variant="primary" icon={<Play />} onClick={resume}>
                  Resume
                  <Newer store={store} />
                </Button>
              </>
            ) : (
              <Button icon={<Pause />} onClick={() => setPaused(true)}>
                Pause
              </Button>
            )}
          </div>
        </div>
        <StreamFilters filter={filter} onChange={setFilter} list={list} />
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
                None of the {formatNumber(list.length)} newest events passes the filters. New ones that do
                appear here.
              </EmptyState>
            ) : (
              <EmptyState title="No event yet">
                Every change that is saved in either portal appears here the moment it is relayed.
              </EmptyState>
            )}
          </div>
        ) : (
          <ul
            ref={scroller}
            aria-label="Events, newest first"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
              setScrolled(scrollTop > SCROLLED_PX)
              if (scrollTop <= SCROLLED_PX) setDrawn(ROWS_AT_FIRST)
              else if (scrollTop + clientHeight > scrollHeight - NEAR_END_PX) {
                setDrawn((rows) => (rows < shown.length ? rows + ROWS_MORE : rows))
              }
            }}
            className="h-[36rem] overflow-y-auto focus-visible:-outline-offset-2 max-sm:h-[28rem]"
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

/** Fills the store with what is pushed, and with what was not. */
function useStreamFeed(store: TraceStore): void {
  const { client } = useLockstep()
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

function Newer({ store }: { store: TraceStore }) {
  const newer = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.newer,
    () => store.newer,
  )
  return <span className="tabular-nums">· {formatNumber(newer)} newer</span>
}
