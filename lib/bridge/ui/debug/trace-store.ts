import type { StreamEvent } from '../../debug.ts'

/** Events held; older ones leave, the log keeps them. */
export const EVENTS_KEPT = 500
/** Arrivals are counted over this long to tell the rate. */
const RATE_WINDOW_MS = 10_000

/**
 * The event stream as the page holds it: bounded, newest first, each event once with the fullest trace seen of it.
 * Takes updates by the hundred and tells its listeners once for each batch.
 */
export class TraceStore {
  readonly #events = new Map<string, StreamEvent>()
  #newestFirst: readonly StreamEvent[]
  #arrivals: { at: number; count: number }[] = []
  #seen = 0
  readonly #listeners = new Set<() => void>()

  constructor(initial: readonly StreamEvent[]) {
    for (const event of initial) this.#events.set(event.id, event)
    this.#newestFirst = this.#order()
  }

  /** Puts in what is new or grew since the last batch. `now` is Unix ms of this clock. */
  take(updates: readonly StreamEvent[], now: number): void {
    let fresh = 0
    const oldest = this.#events.size < EVENTS_KEPT ? undefined : this.#newestFirst.at(-1)
    for (const update of updates) {
      const known = this.#events.get(update.id)
      if (known) {
        if (progressOf(update) > progressOf(known)) this.#events.set(update.id, update)
        // An old event whose trace grew once more, after it had to make room, is no news.
      } else if (!oldest || update.committedAt >= oldest.committedAt) {
        this.#events.set(update.id, update)
        fresh++
      }
    }
    this.#seen += fresh
    if (fresh > 0) this.#arrivals.push({ at: now, count: fresh })
    this.#newestFirst = this.#order()
    for (const listener of this.#listeners) listener()
  }

  /** The same array until something changes; unchanged events keep their identity. */
  list(): readonly StreamEvent[] {
    return this.#newestFirst
  }

  /** Events that arrived since the page was opened, also those that have left the list. */
  get seen(): number {
    return this.#seen
  }

  /** Events a second over the last ten. */
  rate(now: number): number {
    this.#arrivals = this.#arrivals.filter(({ at }) => at > now - RATE_WINDOW_MS)
    return this.#arrivals.reduce((sum, { count }) => sum + count, 0) / (RATE_WINDOW_MS / 1_000)
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ids are made in time order, so they settle what happened in the same millisecond. */
  #order(): readonly StreamEvent[] {
    const all = [...this.#events.values()].sort(
      (a, b) => b.committedAt - a.committedAt || (a.id < b.id ? 1 : -1),
    )
    for (const gone of all.splice(EVENTS_KEPT)) this.#events.delete(gone.id)
    return all
  }
}

/** A trace only grows: the one with more steps in it is the newer one. */
function progressOf(event: StreamEvent): number {
  const steps = event.recipients.reduce(
    (sum, one) =>
      sum +
      1 +
      Number(one.deliveredAt !== undefined) +
      Number(one.appliedAt !== undefined) +
      Number(one.renderedAt !== undefined),
    0,
  )
  return steps + Number(event.relayedAt !== null)
}
