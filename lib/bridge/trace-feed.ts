import 'server-only'
import type { LockstepSocket } from './socket-client.ts'
import { type EventTrace, tracker } from './tracker.ts'
import type { TraceUpdate } from './wire.ts'

/** Watchers hear of grown traces this often: often enough to feel live, seldom enough to read. */
const FLUSH_MS = 200
/** Recipients told of one event; a crowd is summed up from its histogram instead. */
const RECIPIENTS_TOLD = 50

/** Sends event traces as they grow to the staff who have the debug page open. */
export class TraceFeed {
  readonly #watchers = new Set<LockstepSocket>()
  readonly #grown = new Map<string, EventTrace>()
  #unsubscribe: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  watch(socket: LockstepSocket, on: boolean): void {
    if (on) this.#watchers.add(socket)
    else this.#watchers.delete(socket)
    if (this.#watchers.size > 0) this.#start()
    else this.stop()
  }

  stop(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#grown.clear()
  }

  #start(): void {
    this.#unsubscribe ??= tracker().onTrace((trace) => this.#grown.set(trace.id, trace))
    this.#timer ??= setInterval(() => this.#flush(), FLUSH_MS)
  }

  #flush(): void {
    if (this.#grown.size === 0) return
    const updates = [...this.#grown.values()].map(toUpdate)
    this.#grown.clear()
    for (const watcher of this.#watchers) watcher.emit('lockstep:traces', updates)
  }
}

export function toUpdate(trace: EventTrace): TraceUpdate {
  return {
    ...trace,
    recipients: [...trace.recipients.values()].slice(0, RECIPIENTS_TOLD).map((one) => ({ ...one })),
  }
}
