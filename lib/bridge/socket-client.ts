import 'server-only'
import type { Socket } from 'socket.io'
import type { Actor } from '#lib/core/actor.ts'
import { Gate } from '#lib/core/gate.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { compareDigest } from './digest.ts'
import { digests } from './digests.ts'
import { comparePositions, formatCursor, LOG_START, type LogPosition, parseCursor } from './domain.ts'
import type { FanOut } from './fan-out.ts'
import { holdsPosition, type LoggedEvent, readEventsAfter, readLogIdentity } from './log-repo.ts'
import type { Relay } from './relay.ts'
import { eventIdSchema, resumeSchema } from './schema.ts'
import { tracker } from './tracker.ts'
import {
  type ClientToServer,
  type DigestAnswer,
  HEARTBEAT_MS,
  type ResumeAnswer,
  type ServerToClient,
} from './wire.ts'

export type LockstepSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>

export type SocketData = {
  actor: Actor
  /** What it hears of; decided from who it is, never asked for. */
  rooms: readonly string[]
  /** Ending this session or token family closes the socket. */
  sessionKey: string
}

/** Where the log stands and what of it is at hand. */
/** How a client is sent events; one packet for each, with ids that go up. */
export type Sender = Pick<FanOut, 'sendTo' | 'settle'>

export type LogView = Pick<Relay, 'position' | 'epoch' | 'pruned' | 'recent'>

/** Every live client is in this room, and in those of its person. */
export const LIVE_ROOM = 'live'

/** A replay goes out in pages; after a full one the server waits until the client has it, or for a while. */
const REPLAY_PAGE = 500
const PAGE_ACK_MS = 2_000
/** A client that does not say where it stands is taken to stand where it was greeted. */
const RESUME_GRACE_MS = 3_000
/** Resumes that one client may have under way; more is a flood. */
const RESUMES_AT_ONCE = 3
/** Events that a client may leave unconfirmed; one with more does not read any longer. */
const UNCONFIRMED_AT_MOST = 20_000
/** Another process may have been further when the client left it: so long this one is given to get there. */
const AHEAD_PATIENCE_MS = 1_000
const AHEAD_LOOK_MS = 10
/** Old stretches of the log are read for so many clients at once: the pool is not theirs alone. */
const replays = new Gate(4)

/**
 * One connected client: greets it, replays what it missed, then keeps it live. Events reach it in log order and each
 * once, because it is either replaying (and nothing else is sent) or live (and hears its rooms).
 */
export class SocketClient {
  readonly socket: LockstepSocket
  readonly actor: Actor
  readonly rooms: ReadonlySet<string>
  readonly connectedAt = new Date()
  #position: LogPosition
  #greetedAt: LogPosition = LOG_START
  #state: 'greeted' | 'replaying' | 'live' = 'greeted'
  #grace: NodeJS.Timeout | undefined
  #resuming: Promise<unknown> = Promise.resolve()
  #resumes = 0
  /** What it was sent and has not confirmed, in order. */
  #unconfirmed: { packetId: number; eventId: string }[] = []
  /** Waits for the confirmation of a packet or of a later one. */
  #awaited: { packetId: number; arrived: () => void } | undefined
  readonly #log: LogView
  readonly #sender: Sender

  constructor(socket: LockstepSocket, log: LogView, sender: Sender) {
    this.socket = socket
    this.actor = socket.data.actor
    this.rooms = new Set(socket.data.rooms)
    this.#log = log
    this.#sender = sender
    this.#position = log.position
  }

  /** Says hello and waits for the client to tell where it stands. */
  greet(): void {
    const { socket } = this
    socket.on('lockstep:resume', (from, answer) => {
      void this.#resume(from).then((result) => typeof answer === 'function' && answer(result))
    })
    socket.on('lockstep:digest', (digest, answer) => {
      void this.#compare(digest).then((result) => typeof answer === 'function' && answer(result))
    })
    socket.on('lockstep:ping', (answer) => typeof answer === 'function' && answer(Date.now()))
    socket.on('lockstep:applied', (event) => this.#reached('applied', event))
    socket.on('lockstep:rendered', (event) => this.#reached('rendered', event))
    socket.on('disconnect', () => {
      clearTimeout(this.#grace)
      digests().forget(socket.id)
    })
    this.#hello()
  }

  /** The database has another history now: what the client has read is of a past that is no more. */
  startOver(): void {
    this.#leave('greeted')
    this.socket.emit('lockstep:must-refetch', { reason: 'epoch' })
    this.#hello()
  }

  #hello(): void {
    const { epoch, position } = this.#log
    this.#position = position
    this.#greetedAt = position
    this.socket.emit('lockstep:hello', {
      epoch,
      cursor: formatCursor(position),
      serverTime: new Date().toISOString(),
      heartbeatMs: HEARTBEAT_MS,
      userId: this.actor.id,
    })
    clearTimeout(this.#grace)
    this.#grace = setTimeout(() => {
      void this.#resume({ epoch, cursor: formatCursor(position) })
    }, RESUME_GRACE_MS)
  }

  /** Staff found that it shows something else than what is stored. */
  refetch(): void {
    this.socket.emit('lockstep:must-refetch', { reason: 'repair' })
  }

  async #compare(digest: unknown): Promise<DigestAnswer> {
    const answer = await compareDigest(this.actor, digest)
    const { mismatches } = answer
    digests().note({ clientId: this.socket.id, at: Date.now(), mismatches })
    return answer
  }

  /** An event is on its way to it. */
  sending(eventId: string, packetId: number, { replayed }: { replayed: boolean }): void {
    tracker().sent(eventId, {
      clientId: this.socket.id,
      userId: this.actor.id,
      name: this.actor.name,
      portal: this.actor.role,
      replayed,
    })
    this.#unconfirmed.push({ packetId, eventId })
    if (this.#unconfirmed.length > UNCONFIRMED_AT_MOST) this.socket.disconnect(true)
  }

  /** It says that it has an event, and with it all that were sent before: a connection keeps their order. */
  confirmed(packetId: number): void {
    const isLater = (sent: { packetId: number }) => sent.packetId > packetId
    const later = this.#unconfirmed.findIndex(isLater)
    const arrived = this.#unconfirmed.splice(0, later < 0 ? this.#unconfirmed.length : later)
    for (const { eventId } of arrived) tracker().reached('delivered', eventId, this.socket.id)
    this.#sender.settle(
      this.socket,
      arrived.map((sent) => sent.packetId),
    )
    if (this.#awaited && this.#awaited.packetId <= packetId) this.#awaited.arrived()
  }

  status() {
    return {
      clientId: this.socket.id,
      userId: this.actor.id,
      name: this.actor.name,
      role: this.actor.role,
      state: this.#state,
      cursor: formatCursor(this.#state === 'live' ? this.#log.position : this.#position),
      transport: this.socket.conn.transport.name,
      connectedAt: this.connectedAt.toISOString(),
    }
  }

  /** One at a time: a client that asks again while it is being caught up waits its turn. */
  #resume(from: unknown): Promise<ResumeAnswer> {
    clearTimeout(this.#grace)
    if (++this.#resumes > RESUMES_AT_ONCE) this.socket.disconnect(true)
    const next = this.#resuming.then(() => this.#resumeNow(from))
    this.#resuming = next.finally(() => this.#resumes--)
    return next
  }

  async #resumeNow(from: unknown): Promise<ResumeAnswer> {
    const parsed = resumeSchema.safeParse(from)
    const cursor = parsed.success ? parseCursor(parsed.data.cursor) : null
    if (!parsed.success || !cursor) return this.#refetch('cursor')
    if (parsed.data.epoch !== this.#log.epoch) return this.#refetch('epoch')
    try {
      if (this.#isPruned(cursor)) return this.#refetch('pruned')
      if (!(await this.#isOfThisLog(cursor))) return this.#refetch('cursor')
      const events = await this.#catchUp(cursor)
      if (events === null) return this.#refetch('pruned')
      if (comparePositions(cursor, this.#greetedAt) < 0) tracker().reconnected()
      return { mode: events > 0 ? 'replay' : 'live', events }
    } catch (cause) {
      // Without the log there is nothing to be live with; the client comes back and asks again.
      log.warn({ err: cause }, 'a client could not catch up')
      this.socket.disconnect(true)
      return { mode: 'refetch', events: 0 }
    }
  }

  /** What is in memory is not gone, whatever the database has let go of. */
  #isPruned(cursor: LogPosition): boolean {
    const { pruned, recent } = this.#log
    return pruned !== null && comparePositions(cursor, pruned) < 0 && !recent.covers(cursor)
  }

  /**
   * A cursor is the place of an event. One that names none belongs to a history that was undone, though nobody gave
   * the database a new epoch.
   */
  async #isOfThisLog(cursor: LogPosition): Promise<boolean> {
    const patience = performance.now() + AHEAD_PATIENCE_MS
    while (comparePositions(cursor, this.#log.position) > 0) {
      if (performance.now() > patience) return false
      await pause(AHEAD_LOOK_MS)
    }
    const { pruned, recent } = this.#log
    const isMark = [LOG_START, recent.floor, pruned].some(
      (mark) => mark !== null && comparePositions(cursor, mark) === 0,
    )
    return isMark || recent.holds(cursor) || holdsPosition(cursor)
  }

  /**
   * Replays from a position until it meets the relay, then goes live in the same turn of the event loop. Answers how
   * many events that were, or null when some of them were pruned or the whole history replaced meanwhile.
   */
  async #catchUp(from: LogPosition): Promise<number | null> {
    this.#leave('replaying')
    this.#position = from
    const history = this.#log.recent
    let sent = 0
    while (this.socket.connected && comparePositions(this.#position, this.#log.position) < 0) {
      const missed = await this.#missed()
      if (missed === null || this.#log.recent !== history) return null
      this.#send(missed.events)
      const stretch = { from: formatCursor(this.#position), cursor: formatCursor(missed.upTo) }
      sent += missed.events.length
      this.#position = missed.upTo
      if (missed.events.length === REPLAY_PAGE) await Promise.race([this.#received(), pause(PAGE_ACK_MS)])
      this.socket.emit('lockstep:replayed', stretch)
    }
    this.#goLive()
    return sent
  }

  /** The next page of what it missed, and the place up to which that is all of it. */
  async #missed(): Promise<{ events: LoggedEvent[]; upTo: LogPosition } | null> {
    const { recent } = this.#log
    const isAtHand = recent.covers(this.#position) || (await recent.reachBackTo(this.#position))
    if (isAtHand) {
      const events = recent.after(this.#position, REPLAY_PAGE, this.rooms)
      return { events, upTo: endOf(events, this.#log.position) }
    }
    const upTo = this.#log.position
    const events = await replays.run(() =>
      readEventsAfter(this.#position, REPLAY_PAGE, { rooms: [...this.rooms], upTo }),
    )
    const { prunedCursor } = await readLogIdentity()
    const pruned = prunedCursor === null ? null : parseCursor(prunedCursor)
    if (pruned && comparePositions(this.#position, pruned) < 0) return null
    return { events, upTo: endOf(events, upTo) }
  }

  #goLive(): void {
    this.#state = 'live'
    void this.socket.join([LIVE_ROOM, ...this.rooms])
    this.socket.emit('lockstep:heartbeat', {
      cursor: formatCursor(this.#log.position),
      at: new Date().toISOString(),
    })
  }

  #leave(state: 'greeted' | 'replaying'): void {
    this.#state = state
    for (const room of [LIVE_ROOM, ...this.rooms]) void this.socket.leave(room)
  }

  /** The client has to read everything anew; from here on it is live. */
  #refetch(reason: string): ResumeAnswer {
    this.socket.emit('lockstep:must-refetch', { reason })
    this.#goLive()
    return { mode: 'refetch', events: 0 }
  }

  #send(events: readonly LoggedEvent[]): void {
    this.#sender.sendTo(
      this.socket as unknown as Socket,
      events.map(({ envelope, position }) => ({
        name: 'lockstep:event',
        content: { ...envelope, cursor: formatCursor(position) },
        sending: (_, packetId) => this.sending(envelope.id, packetId, { replayed: true }),
        confirmed: (_, packetId) => this.confirmed(packetId),
      })),
    )
  }

  /** Resolves when the client says that it has all that it was sent so far. */
  #received(): Promise<void> {
    const last = this.#unconfirmed.at(-1)
    if (!last) return Promise.resolve()
    return new Promise((arrived) => {
      this.#awaited = { packetId: last.packetId, arrived }
    })
  }

  #reached(stage: 'applied' | 'rendered', event: unknown): void {
    const parsed = eventIdSchema.safeParse(event)
    if (parsed.success) tracker().reached(stage, parsed.data.id, this.socket.id)
  }
}

/** A page that is not full holds everything up to where the log was read. */
function endOf(events: readonly LoggedEvent[], upTo: LogPosition): LogPosition {
  return events.length < REPLAY_PAGE ? upTo : (events.at(-1)?.position ?? upTo)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
