import 'server-only'
import type { Socket } from 'socket.io'
import type { Actor } from '#lib/core/actor.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { compareDigest } from './digest.ts'
import { comparePositions, formatCursor, type LogPosition, parseCursor } from './domain.ts'
import { type LoggedEvent, readEventsAfter, readLogIdentity } from './log-repo.ts'
import { eventIdSchema, resumeSchema } from './schema.ts'
import { roomsOf } from './service.ts'
import { tracker } from './tracker.ts'
import type { ClientToServer, ResumeAnswer, ServerToClient } from './wire.ts'

export type LockstepSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>

export type SocketData = {
  actor: Actor
  /** Ending this session or token family closes the socket. */
  sessionKey: string
}

/** A replay goes out in pages; after a full one the server waits until the client has it, or for a while. */
const REPLAY_PAGE = 500
const PAGE_ACK_MS = 2_000
/** A client that does not say where it stands is taken to stand where it was greeted. */
const RESUME_GRACE_MS = 3_000
/** Resumes that one client may have under way; more is a flood. */
const RESUMES_AT_ONCE = 3

/**
 * One connected client: greets it, replays what it missed, then keeps it live. Events reach it in log order and each
 * once, because it is either replaying (and nothing else is sent) or live (and the relay sends).
 */
export class SocketClient {
  readonly socket: LockstepSocket
  readonly actor: Actor
  readonly rooms: ReadonlySet<string>
  readonly connectedAt = new Date()
  #position: LogPosition
  #state: 'greeted' | 'replaying' | 'live' | 'refetching' = 'greeted'
  #grace: NodeJS.Timeout | undefined
  #resuming: Promise<unknown> = Promise.resolve()
  #resumes = 0
  readonly #relayPosition: () => LogPosition

  constructor(socket: LockstepSocket, relayPosition: () => LogPosition) {
    this.socket = socket
    this.actor = socket.data.actor
    this.rooms = new Set(roomsOf(this.actor))
    this.#relayPosition = relayPosition
    this.#position = relayPosition()
  }

  /** Says hello and waits for the client to tell where it stands. */
  greet(epoch: string, heartbeatMs: number): void {
    const { socket } = this
    socket.on('lockstep:resume', (from, answer) => {
      void this.#resume(from, epoch).then((result) => typeof answer === 'function' && answer(result))
    })
    socket.on('lockstep:digest', (digest, answer) => {
      void compareDigest(this.actor, digest).then((result) => typeof answer === 'function' && answer(result))
    })
    socket.on('lockstep:applied', (event) => this.#reached('applied', event))
    socket.on('lockstep:rendered', (event) => this.#reached('rendered', event))
    socket.on('disconnect', () => clearTimeout(this.#grace))
    socket.emit('lockstep:hello', {
      epoch,
      cursor: formatCursor(this.#position),
      serverTime: new Date().toISOString(),
      heartbeatMs,
    })
    this.#grace = setTimeout(() => {
      void this.#resume({ epoch, cursor: formatCursor(this.#position) }, epoch)
    }, RESUME_GRACE_MS)
  }

  /** Called by the relay for every event, in order. */
  offer(event: LoggedEvent): void {
    if (this.#state !== 'live' || comparePositions(event.position, this.#position) <= 0) return
    this.#position = event.position
    if (event.rooms.some((room) => this.rooms.has(room))) void this.#send(event)
  }

  /** "Caught up to here", also when nothing happened. */
  heartbeat(): void {
    if (this.#state !== 'live') return
    this.socket.emit('lockstep:heartbeat', {
      cursor: formatCursor(this.#position),
      at: new Date().toISOString(),
    })
  }

  status() {
    return {
      clientId: this.socket.id,
      userId: this.actor.id,
      name: this.actor.name,
      role: this.actor.role,
      state: this.#state,
      cursor: formatCursor(this.#position),
      transport: this.socket.conn.transport.name,
      connectedAt: this.connectedAt.toISOString(),
    }
  }

  /** One at a time: a client that asks again while it is being caught up waits its turn. */
  #resume(from: unknown, epoch: string): Promise<ResumeAnswer> {
    clearTimeout(this.#grace)
    if (++this.#resumes > RESUMES_AT_ONCE) this.socket.disconnect(true)
    const next = this.#resuming.then(() => this.#resumeNow(from, epoch))
    this.#resuming = next.finally(() => this.#resumes--)
    return next
  }

  async #resumeNow(from: unknown, epoch: string): Promise<ResumeAnswer> {
    const parsed = resumeSchema.safeParse(from)
    const cursor = parsed.success ? parseCursor(parsed.data.cursor) : null
    if (!parsed.success || !cursor) return this.#refetch('cursor')
    if (parsed.data.epoch !== epoch) return this.#refetch('epoch')
    try {
      const { prunedCursor } = await readLogIdentity()
      const pruned = prunedCursor ? parseCursor(prunedCursor) : null
      if (pruned && comparePositions(cursor, pruned) < 0) return this.#refetch('pruned')
      const events = await this.#catchUp(cursor)
      return { mode: events > 0 ? 'replay' : 'live', events }
    } catch (cause) {
      // Without the log there is nothing to be live with; the client comes back and asks again.
      log.warn({ err: cause }, 'a client could not catch up')
      this.socket.disconnect(true)
      return { mode: 'refetch', events: 0 }
    }
  }

  /** Replays from a position until it meets the relay, then goes live in the same turn of the event loop. */
  async #catchUp(from: LogPosition): Promise<number> {
    this.#state = 'replaying'
    this.#position = from
    let sent = 0
    while (this.socket.connected) {
      const upTo = this.#relayPosition()
      if (comparePositions(this.#position, upTo) >= 0) break
      const events = await readEventsAfter(this.#position, REPLAY_PAGE, { rooms: [...this.rooms], upTo })
      const received = events.map((event) => this.#send(event, { replayed: true }))
      sent += events.length
      if (events.length === REPLAY_PAGE) await Promise.race([received.at(-1), pause(PAGE_ACK_MS)])
      this.#position = events.length < REPLAY_PAGE ? upTo : (events.at(-1)?.position ?? upTo)
    }
    this.#state = 'live'
    this.heartbeat()
    return sent
  }

  /** The client has to read everything anew; from here on it is live. */
  #refetch(reason: string): ResumeAnswer {
    this.socket.emit('lockstep:must-refetch', { reason })
    this.#position = this.#relayPosition()
    this.#state = 'live'
    return { mode: 'refetch', events: 0 }
  }

  /** Resolves when the client says that it has the event. */
  #send(event: LoggedEvent, { replayed = false } = {}): Promise<void> {
    const { id } = event.envelope
    tracker().sent(id, {
      clientId: this.socket.id,
      userId: this.actor.id,
      name: this.actor.name,
      portal: this.actor.role,
      replayed,
    })
    return new Promise((resolve) => {
      this.socket.emit('lockstep:event', { ...event.envelope, cursor: formatCursor(event.position) }, () => {
        tracker().reached('delivered', id, this.socket.id)
        resolve()
      })
    })
  }

  #reached(stage: 'applied' | 'rendered', event: unknown): void {
    const parsed = eventIdSchema.safeParse(event)
    if (parsed.success) tracker().reached(stage, parsed.data.id, this.socket.id)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
