import 'server-only'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { TraceRecipient } from './wire.ts'

/** As many events as a process keeps traces of itself. */
const EVENTS_KEPT = 1_000
/** And so many recipients of one event at each other process. */
const RECIPIENTS_KEPT = 2_000

/**
 * How far events are with the recipients of other processes, as those tell. The newest events only, and as news: what
 * was not heard of shows as not yet reached until somebody asks again.
 */
export class RemoteTraces {
  readonly #events = new Map<string, Map<string, TraceRecipient>>()
  readonly #listeners = new Set<(eventId: string) => void>()

  /** Takes what a process tells of recipients; later steps replace earlier ones, never the other way round. */
  hear(eventId: string, recipients: readonly TraceRecipient[]): void {
    let known = this.#events.get(eventId)
    if (!known) {
      known = new Map()
      this.#events.set(eventId, known)
      if (this.#events.size > EVENTS_KEPT) {
        const oldest = this.#events.keys().next().value
        if (oldest !== undefined) this.#events.delete(oldest)
      }
    }
    for (const told of recipients) {
      const before = known.get(told.clientId)
      if (!before && known.size >= RECIPIENTS_KEPT) continue
      known.set(told.clientId, { ...before, ...told })
    }
    for (const listener of this.#listeners) listener(eventId)
  }

  /** Pages of processes that are no more are gone: nobody will tell of them again. `now` is Unix ms. */
  keepOnly(pids: ReadonlySet<number>, now: number): void {
    for (const [eventId, recipients] of this.#events) {
      let isNews = false
      for (const recipient of recipients.values()) {
        if (pids.has(recipient.pid) || recipient.goneAt !== undefined || recipient.renderedAt !== undefined)
          continue
        recipient.goneAt = now
        isNews = true
      }
      if (isNews) for (const listener of this.#listeners) listener(eventId)
    }
  }

  of(eventId: string): Iterable<TraceRecipient> {
    return this.#events.get(eventId)?.values() ?? []
  }

  onNews(listener: (eventId: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** What this process has heard from others, whichever module graph asks. */
export function remoteTraces(): RemoteTraces {
  return processSingleton('bridge.remote-traces', () => new RemoteTraces())
}
