import type { StreamEvent } from '../../debug.ts'

/** Events held; older ones leave, the log keeps them. */
export const EVENTS_KEPT = 500
/** Arrivals are counted over this long to tell the rate. */
const RATE_WINDOW_MS = 10_000

/**
 * The event stream as the page holds it: bounded, newest first, each event once, its newest trace in its place. Takes
 * updates by the hundred and tells its listeners once for each batch.
 */
export class TraceStore {
  #events = new Map<string, StreamEvent>()
  #newestFirst: readonly StreamEvent[]
  #arrivals: { at: number; count: number }[] = []
  #seen = 0
  readonly #listeners = new Set<() => void>()

  constructor(initial: readonly StreamEvent[]) {
    for (const event of initial.toReversed()) this.#events.set(event.id, event)
    this.#newestFirst = this.#ordered()
  }

  /** Puts in what grew since the last batch. `now` is Unix ms of this clock. */
  take(updates: readonly StreamEvent[], now: number): void {
    let fresh = 0
    for (const update of updates) {
      if (!this.#events.has(update.id)) {
        if (this.#hasLeft(update)) continue
        fresh++
      }
      // A known event keeps its place: its trace grows, its moment does not.
      this.#events.set(update.id, update)
    }
    for (const id of this.#events.keys()) {
      if (this.#events.size <= EVENTS_KEPT) break
      this.#events.delete(id)
    }
    this.#seen += fresh
    if (fresh > 0) this.#arrivals.push({ at: now, count: fresh })
    this.#newestFirst = this.#ordered()
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

  /** An old event whose trace grew once more, after it had to make room, is no news. */
  #hasLeft(update: StreamEvent): boolean {
    if (this.#events.size < EVENTS_KEPT) return false
    const oldest = this.#events.values().next().value
    return oldest !== undefined && update.committedAt < oldest.committedAt
  }

  #ordered(): readonly StreamEvent[] {
    return [...this.#events.values()].reverse()
  }
}
