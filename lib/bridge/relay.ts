import 'server-only'
import { formatCursor, type LogPosition } from './domain.ts'
import { type LoggedEvent, readEventsAfter, readLogEnd } from './log-repo.ts'

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

/**
 * Tails the event log of the database and hands each event, in order and once, to the sink. One runs in each
 * process; they share nothing. It is woken by `poke` after a commit in this process or a notification from another,
 * and looks by itself four times a second, so that a lost wake-up costs time but never an event.
 */
export class Relay {
  #position: LogPosition = { xid: 0n, seq: 0n }
  #running = false
  #pumping: Promise<void> | undefined
  #poked = false
  #retry = RETRY_MS.length
  #timer: NodeJS.Timeout | undefined
  #relayed = 0
  #lastRelayedAt: Date | null = null
  #failures = 0
  #lastError: string | null = null
  readonly #sink: RelaySink

  constructor(sink: RelaySink) {
    this.#sink = sink
  }

  /** Starts at the end of the log: what happened before is each client's to ask for. */
  async start(): Promise<void> {
    this.#position = await readLogEnd()
    this.#running = true
    this.#schedule(POLL_MS)
  }

  /** Everything up to here has been handed to the sink. */
  get position(): LogPosition {
    return this.#position
  }

  poke(): void {
    if (!this.#running) return
    this.#poked = true
    this.#retry = 0
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined
    })
  }

  async stop(): Promise<void> {
    this.#running = false
    clearTimeout(this.#timer)
    await this.#pumping
  }

  status(): RelayStatus {
    return {
      running: this.#running,
      cursor: formatCursor(this.#position),
      relayed: this.#relayed,
      lastRelayedAt: this.#lastRelayedAt?.toISOString() ?? null,
      failures: this.#failures,
      lastError: this.#lastError,
    }
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      let more = true
      while (this.#running && (more || this.#poked)) {
        this.#poked = false
        const events = await readEventsAfter(this.#position, BATCH)
        for (const event of events) {
          // Moved first: a sink that looks at the position sees this event as handed over.
          this.#position = event.position
          this.#sink(event)
        }
        if (events.length > 0) {
          this.#retry = RETRY_MS.length
          this.#relayed += events.length
          this.#lastRelayedAt = new Date()
        }
        more = events.length === BATCH
      }
      this.#lastError = null
    } catch (cause) {
      this.#failures++
      this.#lastError = cause instanceof Error ? cause.message : String(cause)
    }
    this.#schedule(RETRY_MS[this.#retry++] ?? POLL_MS)
  }

  #schedule(delayMs: number): void {
    if (!this.#running) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined
      })
    }, delayMs)
  }
}
