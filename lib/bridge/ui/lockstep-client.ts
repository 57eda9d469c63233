import type { Socket } from 'socket.io-client'
import type { AlertRecord } from '../monitor/schema.ts'
import { type EntityKey, entityKey } from '../queries.ts'
import type { Envelope } from '../schema.ts'
import {
  type ClientToServer,
  type Digest,
  type DigestAnswer,
  type ServerToClient,
  SOCKET_PATH,
  type TraceUpdate,
} from '../wire.ts'
import { ServerClock } from './server-clock.ts'

export type Connection = {
  readonly status: 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out'
  /** When this client was last known to be in step (Unix ms of its own clock); null before the first time. */
  readonly inStepAt: number | null
  /** Server clock minus own clock, in ms. */
  readonly clockOffsetMs: number
}

export type EventListener = (event: Envelope) => void

export type LockstepSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'emit' | 'timeout' | 'connect' | 'disconnect' | 'active' | 'connected'
>

/** Somebody who does not answer for so long is taken to be gone. */
const PING_WAIT_MS = 3_000
/** The clock's difference is told when it has moved by more than this. */
const CLOCK_STEP_MS = 250

/** Ids kept to drop repeats. The server repeats only what lies after our cursor, so this is a wide margin. */
const SEEN_KEPT = 5_000

/**
 * The browser's end of the bridge, without any framework: one socket, one place in the log, each event once and in
 * order. It holds no data; listeners put events where data live.
 */
export class LockstepClient {
  readonly #openSocket: () => Promise<LockstepSocket>
  readonly #viewerId: string | undefined
  readonly #clock = new ServerClock()
  #socket: LockstepSocket | undefined
  #isWanted = false
  /** This connection has caught up with the log. */
  #isResumed = false
  /** Where the next connection resumes: everything up to here has reached this page. */
  #place: { epoch: string; cursor: string } | null
  /** The newest cursor of this connection; it says nothing about what lies before it until it has resumed. */
  #cursor: string | undefined
  #connection: Connection = { status: 'connecting', inStepAt: null, clockOffsetMs: 0 }
  readonly #seen = new Set<string>()
  readonly #eventListeners = new Set<EventListener>()
  readonly #refetchListeners = new Set<() => void>()
  readonly #stateListeners = new Set<() => void>()
  readonly #alertListeners = new Set<(open: AlertRecord[]) => void>()
  readonly #traceListeners = new Set<(traces: TraceUpdate[]) => void>()
  readonly #liveListeners = new Set<(socket: LockstepSocket) => void>()
  readonly #awaitingPaint = new Map<EntityKey, { id: string; version: number }[]>()
  readonly #digestListeners = new Set<() => void>()
  /** Confirms the newest event; said in a moment. */
  #received: (() => void) | null = null
  /** A connection through a network that is gone would be noticed only after many seconds. */
  readonly #onOffline = () => this.#reconnect()

  /**
   * `place` is where the log stood before the page's data were read, so that nothing falls between. `viewerId` is who
   * the page was made for: a connection that the server takes for somebody else's is of no use. `openSocket` makes a
   * socket that does not connect by itself.
   */
  constructor(
    place: { epoch: string; cursor: string } | null,
    options: { viewerId?: string; openSocket?: () => Promise<LockstepSocket> } = {},
  ) {
    this.#place = place
    this.#viewerId = options.viewerId
    this.#openSocket = options.openSocket ?? openSocketIo
  }

  connect(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    window.addEventListener('offline', this.#onOffline)
    void this.#load()
  }

  /** The page may have slept: makes sure that the connection still stands, or makes a new one at once. */
  checkNow(): void {
    const socket = this.#socket
    if (!socket) return
    if (!socket.connected) return void this.#reconnect()
    socket.timeout(PING_WAIT_MS).emit('lockstep:ping', (silence, at) => {
      if (socket !== this.#socket) return
      if (silence) this.#reconnect()
      else this.#noteTime(at)
    })
  }

  /** What came together is confirmed together: the last one stands for those before it. */
  #confirm(received: () => void): void {
    if (!this.#received)
      setTimeout(() => {
        this.#received?.()
        this.#received = null
      })
    this.#received = received
  }

  #reconnect(): void {
    this.#socket?.disconnect()
    this.#socket?.connect()
  }

  async #load(): Promise<void> {
    try {
      const socket = await this.#openSocket()
      if (this.#isWanted && !this.#socket) this.#listen(socket)
    } catch {
      this.#set({ status: away() })
      setTimeout(() => this.#isWanted && !this.#socket && void this.#load(), 2_000)
    }
  }

  #listen(socket: LockstepSocket): void {
    this.#socket = socket
    socket.on('lockstep:hello', (hello) => {
      if (this.#viewerId !== undefined && hello.userId !== this.#viewerId) {
        this.#set({ status: 'signed-out' })
        return void socket.disconnect()
      }
      this.#clock.startAnew()
      this.#noteTime(Date.parse(hello.serverTime))
      this.#startAnew()
      this.#place ??= { epoch: hello.epoch, cursor: hello.cursor }
      const from = this.#place
      socket.emit('lockstep:resume', from, (answer) => {
        if (answer.mode === 'refetch') {
          this.#place = { epoch: hello.epoch, cursor: hello.cursor }
          for (const listener of this.#refetchListeners) listener()
        } else this.#place = { ...from, cursor: this.#cursor ?? from.cursor }
        this.#isResumed = true
        this.#set({ status: 'live', inStepAt: Date.now() })
        for (const listener of this.#liveListeners) listener(socket)
      })
    })
    socket.on('lockstep:replayed', ({ from, cursor }) => {
      // Counts also if the rest of the replay does not come. One from elsewhere is of a server that grew tired of
      // waiting for our resume: what lies before it is still missing.
      if (this.#place?.cursor === from && !this.#isResumed) this.#place = { ...this.#place, cursor }
    })
    socket.on('lockstep:must-refetch', ({ reason }) => {
      // The other reasons come with the answer to a resume.
      if (reason === 'repair') for (const listener of this.#refetchListeners) listener()
    })
    socket.on('lockstep:event', (event, received) => {
      this.#confirm(received)
      this.#take(event)
    })
    socket.on('lockstep:heartbeat', ({ cursor, at }) => {
      this.#reached(cursor)
      this.#noteTime(Date.parse(at))
      // The browser may have cried "offline" although the socket lived on.
      if (this.#isResumed) this.#set({ status: 'live', inStepAt: Date.now() })
    })
    socket.on('lockstep:digest-please', () => {
      for (const listener of this.#digestListeners) listener()
    })
    socket.on('lockstep:alerts', (open) => {
      for (const listener of this.#alertListeners) listener(open)
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
      if (cause.message === 'unauthenticated' || socket.active) return
      setTimeout(() => {
        if (this.#isWanted && socket === this.#socket) socket.connect()
      }, 2_000)
    })
    socket.on('disconnect', (reason) => {
      // The next connection knows nothing of what this one was sent.
      this.#received = null
      this.#startAnew()
      if (this.#connection.status !== 'signed-out') this.#set({ status: away() })
      // The server closes sockets when a sign-in ends: the next handshake tells whether it did.
      if (reason === 'io server disconnect') socket.connect()
    })
    socket.connect()
  }

  disconnect(): void {
    this.#isWanted = false
    window.removeEventListener('offline', this.#onOffline)
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

  /** Calls back with the socket each time it has become live, now too if it is: for what is no event. */
  onLive(listener: (socket: LockstepSocket) => void): () => void {
    this.#liveListeners.add(listener)
    if (this.#socket && this.#connection.status === 'live') listener(this.#socket)
    return () => this.#liveListeners.delete(listener)
  }

  /** Called when the server wants to know what this page shows. */
  onDigestWanted(listener: () => void): () => void {
    this.#digestListeners.add(listener)
    return () => this.#digestListeners.delete(listener)
  }

  /** Tells the server what this page shows at its present place in the log. Null while it is not in step. */
  async tellDigest(entities: Digest['entities']): Promise<DigestAnswer | null> {
    const [socket, place] = [this.#socket, this.#place]
    if (!socket || !place || !this.#isResumed) return null
    return new Promise((resolve) => {
      socket
        .timeout(PING_WAIT_MS)
        .emit('lockstep:digest', { cursor: place.cursor, entities }, (silence, answer) =>
          resolve(silence ? null : answer),
        )
    })
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

  /** Staff: the alerts that are open, whenever they change. */
  onAlerts(listener: (open: AlertRecord[]) => void): () => void {
    this.#alertListeners.add(listener)
    return () => this.#alertListeners.delete(listener)
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

  #noteTime(serverTime: number): void {
    this.#clock.note(serverTime, Date.now())
    const { offsetMs } = this.#clock
    if (Math.abs(offsetMs - this.#connection.clockOffsetMs) > CLOCK_STEP_MS)
      this.#set({ clockOffsetMs: offsetMs })
  }

  #startAnew(): void {
    this.#isResumed = false
    this.#cursor = undefined
  }

  /** Before the answer to the resume the missed events may still be on their way, behind this one. */
  #reached(cursor: string): void {
    this.#cursor = cursor
    if (this.#isResumed && this.#place) this.#place = { ...this.#place, cursor }
  }

  #take(event: Envelope): void {
    this.#reached(event.cursor)
    if (this.#seen.has(event.id)) return
    this.#seen.add(event.id)
    if (this.#seen.size > SEEN_KEPT) {
      const oldest = this.#seen.values().next().value
      if (oldest !== undefined) this.#seen.delete(oldest)
    }
    this.#awaitPaint(event)
    for (const listener of this.#eventListeners) listener(event)
    this.#socket?.emit('lockstep:applied', { id: event.id })
    if (this.#isResumed) this.#set({ inStepAt: Date.now() })
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

/** The socket's code is loaded once the page stands: nothing that people see first waits for it. */
async function openSocketIo(): Promise<LockstepSocket> {
  const { io } = await import('socket.io-client')
  return io({
    path: SOCKET_PATH,
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2_000,
    randomizationFactor: 0.5,
  })
}

function away(): Connection['status'] {
  return navigator.onLine ? 'reconnecting' : 'offline'
}
