import 'server-only'
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { authenticate, authenticateToken, type SignedIn } from '#lib/accounts/service.ts'
import { ownOrigins } from '#lib/platform/config/public-url.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'
import { formatCursor } from './domain.ts'
import { rooms } from './entity.ts'
import { FanOut } from './fan-out.ts'
import { faults } from './faults.ts'
import type { LoggedEvent } from './log-repo.ts'
import type { AlertRecord } from './monitor/schema.ts'
import { readTicket } from './monitor/tickets.ts'
import { PresenceService } from './presence.ts'
import { roomsOf } from './service.ts'
import {
  LIVE_ROOM,
  type LockstepSocket,
  type LogView,
  SocketClient,
  type SocketData,
} from './socket-client.ts'
import { TraceFeed } from './trace-feed.ts'
import { tracker } from './tracker.ts'
import { type ClientToServer, HEARTBEAT_MS, type ServerToClient, SOCKET_PATH } from './wire.ts'

/** Sockets one person may hold: tabs, devices and programs, not a flood. */
const SOCKETS_PER_USER = 1_000

type LockstepServer = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>

/** The socket side of the bridge in one process: who is connected, and handing them what the relay reads. */
export class SocketServer {
  readonly #io: LockstepServer
  readonly #clients = new Map<string, SocketClient>()
  readonly traceFeed = new TraceFeed()
  readonly presence = new PresenceService()
  readonly #heartbeat: NodeJS.Timeout
  readonly #log: LogView
  readonly #fanOut: FanOut

  constructor(http: HttpServer, log: LogView) {
    this.#log = log
    this.#io = new Server(http, {
      path: SOCKET_PATH,
      serveClient: false,
      maxHttpBufferSize: 64 * 1024,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      // `cors` does not keep foreign pages out of either transport; this does.
      allowRequest: (request, decide) => decide(null, isOwnOrigin(request.headers.origin)),
    })
    this.#fanOut = new FanOut(this.#io.of('/'))
    this.#io.use((socket, next) => void this.#admit(socket, next))
    this.#io.on('connection', (socket) => void this.#connect(socket))
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS)
  }

  /** Called by the relay for each event, in order; `flush` sends them. */
  deliver(event: LoggedEvent): void {
    tracker().relayed(event)
    metrics().eventsRelayed.inc()
    this.#send(event)
    if (faults().settings.duplicate) this.#send(event)
    this.#closeEnded(event)
  }

  /** Called by the relay in the same turn of the event loop, after all that it had read. */
  flush(): void {
    this.#fanOut.flush()
  }

  /** The database has another history now. */
  startOver(): void {
    for (const client of this.#clients.values()) client.startOver()
  }

  /** "Caught up to here", also when nothing happened. */
  #beat(): void {
    const heartbeat = { cursor: formatCursor(this.#log.position), at: new Date().toISOString() }
    this.#io.to(LIVE_ROOM).emit('lockstep:heartbeat', heartbeat)
  }

  #send({ envelope, position, rooms: heardBy }: LoggedEvent): void {
    const { id } = envelope
    this.#fanOut.push({
      name: 'lockstep:event',
      content: { ...envelope, cursor: formatCursor(position) },
      rooms: heardBy,
      sending: (socketId, packetId) =>
        this.#clients.get(socketId)?.sending(id, packetId, { replayed: false }),
      confirmed: (socketId, packetId) => this.#clients.get(socketId)?.confirmed(packetId),
    })
  }

  /** Everybody who is connected here; canaries are nobody. */
  clients() {
    return [...this.#clients.values()]
      .filter(({ socket }) => socket.data.sessionKey !== CANARY_KEY)
      .map((client) => client.status())
  }

  /** Asks every page to say what it shows. */
  askDigests(): void {
    this.#io.to(LIVE_ROOM).emit('lockstep:digest-please')
  }

  /** Tells one client to read everything anew. */
  refetch(clientId: string): void {
    this.#clients.get(clientId)?.refetch()
  }

  /** Cuts one client's connection without a word, as a network does. False when it is not here. */
  drop(clientId: string): boolean {
    const client = this.#clients.get(clientId)
    client?.socket.conn.close()
    return client !== undefined
  }

  /** Tells all staff who are connected here which alerts are open. */
  tellAlerts(open: AlertRecord[]): void {
    this.#io.to(rooms.admins).emit('lockstep:alerts', open)
  }

  /** Sends every client away; each comes back to a process that still serves. */
  disconnectAll(): void {
    this.#io.disconnectSockets(true)
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    this.traceFeed.stop()
    this.presence.stop()
    await this.#io.close()
  }

  async #admit(socket: LockstepSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const admitted = await authenticateSocket(socket)
      if (!admitted) return next(new Error('unauthenticated'))
      if (this.#openOf(admitted.actor.id) >= SOCKETS_PER_USER) return next(new Error('too-many-sockets'))
      socket.data = admitted
      next()
    } catch (cause) {
      log.error({ err: cause }, 'a socket could not be admitted')
      next(new Error('unavailable'))
    }
  }

  async #connect(socket: LockstepSocket): Promise<void> {
    const client = new SocketClient(socket, this.#log, this.#fanOut)
    // Listed before anything is awaited: a ban that is relayed from now on finds this socket.
    this.#clients.set(socket.id, client)
    metrics().sockets.set(this.#clients.size)
    socket.on('lockstep:watch', (on) => {
      if (socket.data.actor.role === 'admin') this.traceFeed.watch(socket, on === true)
    })
    socket.on('disconnect', () => {
      this.traceFeed.watch(socket, false)
      this.#clients.delete(socket.id)
      tracker().left(socket.id)
      metrics().sockets.set(this.#clients.size)
    })
    try {
      // And one that was relayed between the handshake and the listing shows when we look again.
      const admitted = await authenticateSocket(socket)
      const { actor } = socket.data
      const stands = admitted?.actor.id === actor.id && admitted.actor.role === actor.role
      if (!stands || this.#openOf(actor.id) > SOCKETS_PER_USER) return void socket.disconnect(true)
      if (!socket.connected) return
      this.presence.attach(socket)
      client.greet()
    } catch (cause) {
      log.error({ err: cause }, 'a socket could not be greeted')
      socket.disconnect(true)
    }
  }

  #openOf(userId: string): number {
    let open = 0
    for (const client of this.#clients.values()) if (client.actor.id === userId) open++
    return open
  }

  /** A ban, a role change, a new password or a sign-out closes the sockets that rested on it, in every process. */
  #closeEnded({ envelope }: LoggedEvent): void {
    const lost =
      (envelope.type === 'user.updated' &&
        ['role', 'status', 'permissions'].some((field) => field in envelope.fields)) ||
      envelope.type === 'user.deleted' ||
      envelope.type === 'session.ended'
    if (!lost) return
    // What it was to hear before its end, it hears.
    this.flush()
    const { sessionId, familyId } = envelope.fields
    const key = sessionId ? `session:${sessionId}` : familyId ? `family:${familyId}` : null
    for (const client of this.#clients.values()) {
      if (client.actor.id !== envelope.entityId) continue
      if (key !== null && client.socket.data.sessionKey !== key) continue
      client.socket.disconnect(true)
    }
  }
}

const CANARY_KEY = 'canary'

/** Who a socket is of, and what it therefore hears; null for whoever does not prove it. */
async function authenticateSocket(socket: LockstepSocket): Promise<SocketData | null> {
  const { token, canary } = socket.handshake.auth as { token?: unknown; canary?: unknown }
  if (canary !== undefined) {
    const ticket = readTicket(canary)
    return ticket && { actor: ticket.actor, rooms: ticket.rooms, sessionKey: CANARY_KEY }
  }
  const signedIn =
    typeof token === 'string' ? await authenticateToken(token) : await authenticate(headersOf(socket))
  return (
    signedIn && { actor: signedIn.actor, rooms: roomsOf(signedIn.actor), sessionKey: sessionKey(signedIn) }
  )
}

function headersOf(socket: LockstepSocket): Headers {
  const { cookie, authorization } = socket.handshake.headers
  const headers = new Headers()
  if (cookie) headers.set('cookie', cookie)
  if (authorization) headers.set('authorization', authorization)
  return headers
}

function sessionKey({ via }: SignedIn): string {
  return via.kind === 'session' ? `session:${via.sessionId}` : `family:${via.familyId}`
}

/** Programs send no Origin; browsers do, and then it has to be ours. */
function isOwnOrigin(origin: string | undefined): boolean {
  return origin === undefined || ownOrigins().includes(origin)
}
