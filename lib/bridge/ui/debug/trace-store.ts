import type { StreamEvent } from '../../debug-stream.ts'

/** Events held; older ones leave, the log keeps them. */
export const EVENTS_KEPT = 500
/** Arrivals are counted over this long to tell the rate. */
const RATE_WINDOW_MS = 10_000
/** More events a second than this nobody reads as they pass: the list is drawn less often then. */
const FLOOD = 25
const DRAWN_EVERY_MS = 600

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
  /** What is shown while somebody reads: the list as it was then, whose traces still grow. */
  #held: { list: readonly StreamEvent[]; ids: Set<string>; since: number } | null = null
  #later: ReturnType<typeof setTimeout> | undefined
  #shownAt = Number.NEGATIVE_INFINITY

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
        if (update.progress > known.progress) this.#events.set(update.id, update)
        // An old event whose trace grew once more, after it had to make room, is no news.
      } else if (!oldest || update.committedAt >= oldest.committedAt) {
        this.#events.set(update.id, update)
        fresh++
      }
    }
    this.#seen += fresh
    if (fresh > 0) this.#arrivals.push({ at: now, count: fresh })
    if (this.#held) this.#growHeld(updates)
    this.#showSoon(now)
  }

  /** At once, unless so much happens that drawing each batch would leave no time for anything else. */
  #showSoon(now: number): void {
    if (this.#later !== undefined) return
    const wait = this.rate(now) > FLOOD ? Math.max(0, this.#shownAt + DRAWN_EVERY_MS - now) : 0
    if (wait > 0) this.#later = setTimeout(() => this.#show(now + wait), wait)
    else this.#show(now)
  }

  #show(now: number): void {
    clearTimeout(this.#later)
    this.#later = undefined
    this.#shownAt = now
    this.#newestFirst = this.#order()
    this.#tell()
  }

  /** Keeps the list as it is, without newer events, until it is let go of. */
  hold(): void {
    if (this.#held) return
    const list = this.#newestFirst
    this.#held = { list, ids: new Set(list.map(({ id }) => id)), since: this.#seen }
    this.#tell()
  }

  release(): void {
    if (!this.#held) return
    this.#held = null
    this.#tell()
  }

  /** Events that came since the list is held. */
  get newer(): number {
    return this.#held ? this.#seen - this.#held.since : 0
  }

  /** The same array until something changes; unchanged events keep their identity. */
  list(): readonly StreamEvent[] {
    return this.#held?.list ?? this.#newestFirst
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

  #growHeld(updates: readonly StreamEvent[]): void {
    const held = this.#held
    if (!held) return
    const grown = new Map(updates.filter(({ id }) => held.ids.has(id)).map((update) => [update.id, update]))
    if (grown.size === 0) return
    held.list = held.list.map((event) => {
      const update = grown.get(event.id)
      return update && update.progress > event.progress ? update : event
    })
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
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
