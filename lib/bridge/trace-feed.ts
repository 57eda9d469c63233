import 'server-only'
import { remoteTraces } from './remote-traces.ts'
import type { LockstepSocket } from './socket-client.ts'
import { TraceExchange } from './trace-exchange.ts'
import { summarize } from './trace-summary.ts'
import { tracker } from './tracker.ts'

/** Watchers hear of grown traces this often: often enough to feel live, seldom enough to read. */
const FLUSH_MS = 200

/** Sends event traces as they grow, here and at other processes, to the staff who have the debug page open. */
export class TraceFeed {
  readonly exchange = new TraceExchange()
  readonly #watchers = new Set<LockstepSocket>()
  readonly #grown = new Set<string>()
  #unsubscribe: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  watch(socket: LockstepSocket, on: boolean): void {
    if (on) this.#watchers.add(socket)
    else this.#watchers.delete(socket)
    if (this.#watchers.size > 0) this.#start()
    else this.#rest()
  }

  stop(): void {
    this.#rest()
    this.exchange.stop()
  }

  #start(): void {
    this.exchange.watch(true)
    if (this.#unsubscribe) return
    const stops = [
      tracker().onTrace(({ id }) => this.#grown.add(id)),
      remoteTraces().onNews((id) => this.#grown.add(id)),
    ]
    this.#unsubscribe = () => {
      for (const stop of stops) stop()
    }
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS)
  }

  #rest(): void {
    this.exchange.watch(false)
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    clearInterval(this.#timer)
    this.#grown.clear()
  }

  #flush(): void {
    if (this.#grown.size === 0) return
    const updates = [...this.#grown].flatMap((id) => {
      const trace = tracker().trace(id)
      // Another process may be ahead of this one: its news are told with the event itself.
      return trace ? [summarize(trace, remoteTraces().of(id), { pid: process.pid })] : []
    })
    this.#grown.clear()
    if (updates.length > 0) for (const watcher of this.#watchers) watcher.emit('lockstep:traces', updates)
  }
}
