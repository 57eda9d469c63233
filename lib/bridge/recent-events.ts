import 'server-only'
import { comparePositions, type LogPosition } from './domain.ts'
import type { LoggedEvent } from './log-repo.ts'

/** Reads a stretch of the log: after a position, up to and with another, oldest first. */
export type ReadStretch = (after: LogPosition, upTo: LogPosition, limit: number) => Promise<LoggedEvent[]>

/** What is kept unless said otherwise; an event takes about 2 kB. */
const KEPT = 20_000
const PAGE = 1_000

/**
 * The newest stretch of the log, in memory and without a gap: a crowd that comes back after a break is caught up from
 * here, and the database reads what they missed once instead of once for each. Bounded; what is older is the
 * database's.
 */
export class RecentEvents {
  #events: LoggedEvent[] = []
  /** Everything after this position, and up to the last event, is here. */
  #floor: LogPosition
  /** Reaching back to here or further would not fit. */
  #tooFar: LogPosition | undefined
  #reaching: Promise<unknown> = Promise.resolve()
  readonly #kept: number
  readonly #read: ReadStretch

  constructor(start: LogPosition, read: ReadStretch, kept = KEPT) {
    this.#floor = start
    this.#read = read
    this.#kept = kept
  }

  /** The relay's next event. */
  push(event: LoggedEvent): void {
    this.#events.push(event)
    if (this.#events.length > this.#kept * 1.1) this.#letGo(this.#events.length - this.#kept)
  }

  get size(): number {
    return this.#events.length
  }

  get floor(): LogPosition {
    return this.#floor
  }

  covers(position: LogPosition): boolean {
    return comparePositions(position, this.#floor) >= 0
  }

  /** Whether an event lies at exactly this position. */
  holds(position: LogPosition): boolean {
    const event = this.#events[this.#indexAfter(position) - 1]
    return event !== undefined && comparePositions(event.position, position) === 0
  }

  /** Up to `limit` events of these rooms after a position that is covered, oldest first. */
  after(position: LogPosition, limit: number, rooms: ReadonlySet<string>): LoggedEvent[] {
    const found: LoggedEvent[] = []
    for (let i = this.#indexAfter(position); i < this.#events.length && found.length < limit; i++) {
      const event = this.#events[i]
      if (event?.rooms.some((room) => rooms.has(room))) found.push(event)
    }
    return found
  }

  /** Reads what lies between a position and the floor, unless that is too much. One caller reads for all. */
  async reachBackTo(position: LogPosition): Promise<boolean> {
    this.#reaching = this.#reaching.catch(() => undefined).then(() => this.#reachBack(position))
    await this.#reaching
    return this.covers(position)
  }

  async #reachBack(position: LogPosition): Promise<void> {
    const floor = this.#floor
    const isTooFar = this.#tooFar && comparePositions(position, this.#tooFar) <= 0
    if (this.covers(position) || isTooFar) return
    const older: LoggedEvent[] = []
    for (let from = position; ; ) {
      const page = await this.#read(from, floor, PAGE)
      older.push(...page)
      const last = page.at(-1)
      if (page.length < PAGE || !last) break
      from = last.position
      if (older.length + this.#events.length > this.#kept) {
        this.#tooFar = position
        return
      }
    }
    // Meanwhile the newest may have pushed the floor up: then there would be a gap.
    if (comparePositions(this.#floor, floor) !== 0) return
    this.#events = [...older, ...this.#events]
    this.#floor = position
  }

  #letGo(count: number): void {
    const last = this.#events[count - 1]
    if (!last) return
    this.#floor = last.position
    this.#events = this.#events.slice(count)
  }

  /** The index of the first event after a position. */
  #indexAfter(position: LogPosition): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = this.#events[middle]?.position ?? position
      if (comparePositions(at, position) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
