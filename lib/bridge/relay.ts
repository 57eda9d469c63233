import 'server-only'
import type { Sql } from '#lib/platform/db/transaction.ts'
import { formatCursor, type LogPosition, parseCursor } from './domain.ts'
import { type LoggedEvent, readEventsAfter, readLogEnd, readLogIdentity } from './log-repo.ts'
import { RecentEvents } from './recent-events.ts'

export type RelaySink = (event: LoggedEvent) => void

export type RelayStatus = {
  readonly running: boolean
  readonly cursor: string
  readonly relayed: number
  readonly lastRelayedAt: string | null
  readonly failures: number
  readonly lastError: string | null
}

const BATCH = 500
const POLL_MS = 250
/** After a poke that found nothing: the commit may be waiting behind another transaction that is about to end. */
const RETRY_MS = [2, 4, 8, 16, 32, 64]
/** Longer without a look at the log, and the relay may have fallen behind. */
const FOLLOWING_MS = 4 * POLL_MS
/** How often the relay looks whether this is still the history that it follows. */
const IDENTITY_EVERY_MS = 1_000

/**
 * Tails the event log of the database and hands each event, in order and once, to the sink. One runs in each
 * process; they share nothing. It is woken by `poke` after a commit in this process or a notification from another,
 * and looks by itself four times a second, so that a lost wake-up costs time but never an event.
 */
export class Relay {
  #position: LogPosition = { xid: 0n, seq: 0n }
  #epoch = ''
  #pruned: LogPosition | null = null
  #recent: RecentEvents
  #identityReadAt = 0
  #readAt = 0
  #running = false
  #isHeld = false
  #delayMs = 0
  #pumping: Promise<void> | undefined
  #poked = false
  #retry = RETRY_MS.length
  #timer: NodeJS.Timeout | undefined
  #relayed = 0
  #lastRelayedAt: Date | null = null
  #failures = 0
  #lastError: string | null = null
  readonly #sink: RelaySink
  readonly #from: Sql | undefined
  readonly #onNewEpoch: (epoch: string) => void
  readonly #flush: () => void

  /** Reads by `from`, a connection of its own, or by whichever of the pool is free. */
  constructor(
    sink: RelaySink,
    options: {
      from?: Sql
      onNewEpoch?: (epoch: string) => void
      /** Called after all events of a read, in the same turn of the event loop. */
      flush?: () => void
    } = {},
  ) {
    this.#sink = sink
    this.#flush = options.flush ?? (() => undefined)
    this.#from = options.from
    this.#onNewEpoch = options.onNewEpoch ?? (() => undefined)
    this.#recent = this.#emptyHistory()
  }

  /** Starts at the end of the log: what happened before is each client's to ask for. */
  async start(): Promise<void> {
    await this.#readIdentity()
    await this.#goToEnd()
    this.#running = true
    this.#schedule(POLL_MS)
  }

  /** Everything up to here has been handed to the sink. */
  get position(): LogPosition {
    return this.#position
  }

  /** The history that positions belong to, as of a second ago at most. */
  get epoch(): string {
    return this.#epoch
  }

  /** The log's beginning up to here is gone, as of a second ago at most. */
  get pruned(): LogPosition | null {
    return this.#pruned
  }

  /** The newest of what was relayed. Another one after a new epoch. */
  get recent(): RecentEvents {
    return this.#recent
  }

  /** It has looked at the log lately, and would have heard of what was committed since. */
  get isFollowing(): boolean {
    return this.#running && !this.#isHeld && performance.now() - this.#readAt < FOLLOWING_MS
  }

  poke(): void {
    if (!this.#running) return
    this.#poked = true
    this.#retry = 0
    this.#pumpOnce()
  }

  /** Faults on purpose: stands still until told otherwise, and waits before it hands anything on. */
  impair({ held, delayMs }: { held: boolean; delayMs: number }): void {
    this.#isHeld = held
    this.#delayMs = delayMs
    if (!held) this.poke()
  }

  async stop(): Promise<void> {
    this.#running = false
    clearTimeout(this.#timer)
    await this.#pumping
  }

  status(): RelayStatus {
    return {
      running: this.#running && !this.#isHeld,
      cursor: formatCursor(this.#position),
      relayed: this.#relayed,
      lastRelayedAt: this.#lastRelayedAt?.toISOString() ?? null,
      failures: this.#failures,
      lastError: this.#lastError,
    }
  }

  #pumpOnce(): void {
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined
    })
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#isHeld) return
    try {
      if (performance.now() - this.#identityReadAt > IDENTITY_EVERY_MS) await this.#followIdentity()
      let more = true
      while (this.#running && !this.#isHeld && (more || this.#poked)) {
        this.#poked = false
        const events = await readEventsAfter(this.#position, BATCH, {}, this.#from)
        if (this.#delayMs > 0) await pause(this.#delayMs)
        for (const event of events) {
          // Moved first: a sink that looks at the position sees this event as handed over.
          this.#position = event.position
          this.#recent.push(event)
          this.#sink(event)
        }
        this.#flush()
        if (events.length > 0) {
          this.#retry = RETRY_MS.length
          this.#relayed += events.length
          this.#lastRelayedAt = new Date()
        }
        more = events.length === BATCH
      }
      this.#readAt = performance.now()
      this.#lastError = null
    } catch (cause) {
      this.#failures++
      this.#lastError = cause instanceof Error ? cause.message : String(cause)
    }
    this.#schedule(RETRY_MS[this.#retry++] ?? POLL_MS)
  }

  /** A database that was put back to an earlier state goes on with another history: places in the old mean nothing. */
  async #followIdentity(): Promise<void> {
    const before = this.#epoch
    await this.#readIdentity()
    if (this.#epoch === before) return
    await this.#goToEnd()
    this.#onNewEpoch(this.#epoch)
  }

  async #readIdentity(): Promise<void> {
    const { epoch, prunedCursor } = await readLogIdentity(this.#from)
    this.#epoch = epoch
    this.#pruned = prunedCursor === null ? null : parseCursor(prunedCursor)
    this.#identityReadAt = performance.now()
  }

  async #goToEnd(): Promise<void> {
    this.#position = await readLogEnd(this.#from)
    this.#recent = this.#emptyHistory()
  }

  #emptyHistory(): RecentEvents {
    return new RecentEvents(this.#position, (after, upTo, limit) =>
      readEventsAfter(after, limit, { upTo }, this.#from),
    )
  }

  #schedule(delayMs: number): void {
    if (!this.#running) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#pumpOnce(), delayMs)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
