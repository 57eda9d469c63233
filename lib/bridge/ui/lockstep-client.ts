import type { Socket } from 'socket.io-client'
import { type EntityKey, entityKey } from '../queries.ts'
import type { Envelope } from '../schema.ts'
import { type ClientToServer, type ServerToClient, SOCKET_PATH, type TraceUpdate } from '../wire.ts'

export type Connection = {
  readonly status: 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out'
  /** When this client was last known to be in step (Unix ms of its own clock); null before the first time. */
  readonly inStepAt: number | null
  /** Server clock minus own clock, in ms. */
  readonly clockOffsetMs: number
}

export type EventListener = (event: Envelope) => void

/** Ids kept to drop repeats. The server repeats only what lies after our cursor, so this is a wide margin. */
const SEEN_KEPT = 5_000

/**
 * The browser's end of the bridge, without any framework: one socket, one place in the log, each event once and in
 * order. It holds no data; listeners put events where data live.
 */
export class LockstepClient {
  #socket: Socket<ServerToClient, ClientToServer> | undefined
  #isWanted = false
  /** This connection has caught up with the log. */
  #isResumed = false
  #place: { epoch: string; cursor: string } | null
  #connection: Connection = { status: 'connecting', inStepAt: null, clockOffsetMs: 0 }
  readonly #seen = new Set<string>()
  readonly #eventListeners = new Set<EventListener>()
  readonly #refetchListeners = new Set<() => void>()
  readonly #stateListeners = new Set<() => void>()
  readonly #traceListeners = new Set<(traces: TraceUpdate[]) => void>()
  readonly #awaitingPaint = new Map<EntityKey, { id: string; version: number }[]>()
  readonly #onNetwork = () => this.#set({ status: navigator.onLine ? 'reconnecting' : 'offline' })

  /** `place` is where the log stood before the page's data were read, so that nothing falls between. */
  constructor(place: { epoch: string; cursor: string } | null) {
    this.#place = place
  }

  connect(): void {
    this.#isWanted = true
    window.addEventListener('offline', this.#onNetwork)
    window.addEventListener('online', this.#onNetwork)
    void this.#load()
  }

  /** The socket's code is loaded once the page stands: nothing that people see first waits for it. */
  async #load(): Promise<void> {
    try {
      const { io } = await import('socket.io-client')
      if (this.#isWanted && !this.#socket) this.#open(io)
    } catch {
      this.#set({ status: away() })
      setTimeout(() => this.#isWanted && !this.#socket && void this.#load(), 2_000)
    }
  }

  #open(io: typeof import('socket.io-client').io): void {
    const socket: Socket<ServerToClient, ClientToServer> = io({
      path: SOCKET_PATH,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 200,
      reconnectionDelayMax: 2_000,
      randomizationFactor: 0.5,
    })
    this.#socket = socket
    socket.on('lockstep:hello', (hello) => {
      const offset = Date.parse(hello.serverTime) - Date.now()
      this.#set({ clockOffsetMs: offset })
      const from = this.#place ?? { epoch: hello.epoch, cursor: hello.cursor }
      socket.emit('lockstep:resume', from, (answer) => {
        if (answer.mode === 'refetch') {
          this.#place = { epoch: hello.epoch, cursor: hello.cursor }
          for (const listener of this.#refetchListeners) listener()
        } else this.#place ??= from
        this.#isResumed = true
        this.#set({ status: 'live', inStepAt: Date.now() })
      })
    })
    socket.on('lockstep:event', (event, received) => {
      received()
      this.#take(event)
    })
    socket.on('lockstep:heartbeat', ({ cursor }) => {
      if (this.#place) this.#place = { ...this.#place, cursor }
      // The browser may have cried "offline" although the socket lived on.
      this.#set({ inStepAt: Date.now(), ...(this.#isResumed ? { status: 'live' as const } : {}) })
    })
    socket.on('lockstep:traces', (traces) => {
      for (const listener of this.#traceListeners) listener(traces)
    })
    socket.on('connect', () => {
      if (this.#traceListeners.size > 0) socket.emit('lockstep:watch', true)
    })
    socket.on('connect_error', (cause) => {
      this.#set({ status: cause.message === 'unauthenticated' ? 'signed-out' : away() })
      // A refused handshake is not tried again by itself; a passing fault deserves another try.
      if (cause.message !== 'unauthenticated' && !socket.active) setTimeout(() => socket.connect(), 2_000)
    })
    socket.on('disconnect', (reason) => {
      this.#isResumed = false
      this.#set({ status: away() })
      // The server closes sockets when a sign-in ends: the next handshake tells whether it did.
      if (reason === 'io server disconnect') socket.connect()
    })
  }

  disconnect(): void {
    this.#isWanted = false
    window.removeEventListener('offline', this.#onNetwork)
    window.removeEventListener('online', this.#onNetwork)
    this.#socket?.disconnect()
    this.#socket = undefined
  }

  get connection(): Connection {
    return this.#connection
  }

  onConnection(listener: () => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  onEvent(listener: EventListener): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  /** Called when the missed history is gone: everything has to be read anew. */
  onRefetch(listener: () => void): () => void {
    this.#refetchListeners.add(listener)
    return () => this.#refetchListeners.delete(listener)
  }

  /** Staff's debug page: traces of all events as they grow. */
  onTraces(listener: (traces: TraceUpdate[]) => void): () => void {
    this.#traceListeners.add(listener)
    this.#socket?.emit('lockstep:watch', true)
    return () => {
      this.#traceListeners.delete(listener)
      if (this.#traceListeners.size === 0) this.#socket?.emit('lockstep:watch', false)
    }
  }

  /** A component has painted an entity at a version: every event up to it has been seen by the person. */
  painted(entity: string, id: string, version: number): void {
    const key = entityKey(entity, id)
    const waiting = this.#awaitingPaint.get(key)
    if (!waiting) return
    const left = waiting.filter((event) => event.version > version)
    for (const event of waiting) {
      if (event.version <= version) this.#socket?.emit('lockstep:rendered', { id: event.id })
    }
    if (left.length > 0) this.#awaitingPaint.set(key, left)
    else this.#awaitingPaint.delete(key)
  }

  #take(event: Envelope): void {
    if (this.#place) this.#place = { ...this.#place, cursor: event.cursor }
    if (this.#seen.has(event.id)) return
    this.#seen.add(event.id)
    if (this.#seen.size > SEEN_KEPT) {
      const oldest = this.#seen.values().next().value
      if (oldest !== undefined) this.#seen.delete(oldest)
    }
    this.#awaitPaint(event)
    for (const listener of this.#eventListeners) listener(event)
    this.#socket?.emit('lockstep:applied', { id: event.id })
    this.#set({ inStepAt: Date.now() })
  }

  #awaitPaint(event: Envelope): void {
    const key = entityKey(event.entity, event.entityId)
    const waiting = this.#awaitingPaint.get(key) ?? []
    // An entity that nobody looks at keeps only its newest few.
    this.#awaitingPaint.set(key, [...waiting.slice(-20), { id: event.id, version: event.version }])
    if (this.#awaitingPaint.size > 500) {
      const oldest = this.#awaitingPaint.keys().next().value
      if (oldest !== undefined) this.#awaitingPaint.delete(oldest)
    }
  }

  #set(change: Partial<Connection>): void {
    const statusSame = change.status === undefined || change.status === this.#connection.status
    this.#connection = { ...this.#connection, ...change }
    // The moment of being in step moves all the time; only what people see is told.
    if (!statusSame || change.clockOffsetMs !== undefined)
      for (const listener of this.#stateListeners) listener()
  }
}

function away(): Connection['status'] {
  return navigator.onLine ? 'reconnecting' : 'offline'
}
