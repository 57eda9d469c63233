import { randomUUID } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { roomsOf } from '../service.ts'
import type { LockstepSocket as ServerSocket } from '../socket-client.ts'
import type { LockstepSocket as ClientSocket } from '../ui/lockstep-client.ts'

type Listener = (...args: unknown[]) => void
type Message = { name: string; args: unknown[] }

/**
 * A connection between a page and the server in memory, with Socket.IO's surface at both ends. Messages keep their order
 * and wait until they are let through, one by one; a cut loses what was on its way in both directions.
 */
export class WirePair {
  readonly #pageListeners = new Map<string, Listener[]>()
  readonly #rooms: Map<string, Set<string>>
  readonly #actor: Actor
  readonly #onOpen: (socket: ServerSocket) => void
  readonly #onClose: (id: string) => void
  #server: { id: string; listeners: Map<string, Listener[]>; connected: boolean } | null = null
  toPage: Message[] = []
  wantsToConnect = false

  constructor(options: {
    actor: Actor
    rooms: Map<string, Set<string>>
    onOpen: (socket: ServerSocket) => void
    onClose: (id: string) => void
  }) {
    this.#actor = options.actor
    this.#rooms = options.rooms
    this.#onOpen = options.onOpen
    this.#onClose = options.onClose
  }

  /** The page's end; it lives as long as the page, through any number of connections. */
  readonly page = {
    active: true,
    on: (name: string, listener: Listener) => add(this.#pageListeners, name, listener),
    emit: (name: string, ...args: unknown[]) => void this.#toServer(name, args),
    connect: () => {
      this.wantsToConnect = true
    },
    disconnect: () => this.cut('io client disconnect'),
  } as unknown as ClientSocket

  get isOpen(): boolean {
    return this.#server !== null
  }

  open(): void {
    if (this.#server) return
    const server = { id: randomUUID(), listeners: new Map<string, Listener[]>(), connected: true }
    this.#server = server
    this.wantsToConnect = false
    this.toPage = []
    const socket = {
      id: server.id,
      data: { actor: this.#actor, rooms: roomsOf(this.#actor), sessionKey: 'session:model' },
      conn: { transport: { name: 'memory' } },
      get connected() {
        return server.connected
      },
      on: (name: string, listener: Listener) => add(server.listeners, name, listener),
      emit: (name: string, ...args: unknown[]) => {
        if (server.connected) this.toPage.push({ name, args })
      },
      join: (rooms: string[]) => {
        for (const room of rooms) this.#rooms.set(room, (this.#rooms.get(room) ?? new Set()).add(server.id))
      },
      leave: (room: string) => void this.#rooms.get(room)?.delete(server.id),
      disconnect: () => this.cut('io server disconnect'),
    } as unknown as ServerSocket
    this.#onOpen(socket)
    call(this.#pageListeners, 'connect', [])
  }

  cut(reason: string): void {
    const server = this.#server
    if (!server) return
    this.#server = null
    server.connected = false
    for (const members of this.#rooms.values()) members.delete(server.id)
    this.toPage = []
    call(server.listeners, 'disconnect', [])
    this.#onClose(server.id)
    call(this.#pageListeners, 'disconnect', [reason])
  }

  /** Lets the next message through to the page. What it asks of the server in turn is waited for. */
  async deliver({ twice = false } = {}): Promise<boolean> {
    const message = this.toPage.shift()
    if (!message) return false
    const times = twice && message.name === 'lockstep:event' ? 2 : 1
    for (let time = 0; time < times; time++)
      call(this.#pageListeners, message.name, this.#confirmable(message.args))
    await Promise.all(this.#asked.splice(0))
    return true
  }

  readonly #asked: Promise<void>[] = []

  /** An acknowledgement travels as the message did: it is lost with the connection. */
  #confirmable(args: unknown[]): unknown[] {
    const connection = this.#server
    return args.map((arg) =>
      typeof arg === 'function'
        ? (...answer: unknown[]) => connection === this.#server && arg(...answer)
        : arg,
    )
  }

  #toServer(name: string, args: unknown[]): void {
    const connection = this.#server
    if (!connection) return
    const answered = args.map((arg) => {
      if (typeof arg !== 'function') return arg
      let settle: () => void = () => undefined
      this.#asked.push(new Promise((resolve) => (settle = () => resolve())))
      // The answer waits behind what was sent before it, like any message.
      return (...answer: unknown[]) => {
        if (connection === this.#server) this.toPage.push({ name: ANSWER, args: [() => arg(...answer)] })
        settle()
      }
    })
    call(connection.listeners, name, answered)
  }
}

const ANSWER = 'an answer'

function add(listeners: Map<string, Listener[]>, name: string, listener: Listener): void {
  listeners.set(name, [...(listeners.get(name) ?? []), listener])
}

function call(listeners: Map<string, Listener[]>, name: string, args: unknown[]): void {
  if (name === ANSWER) return void (args[0] as () => void)()
  for (const listener of listeners.get(name) ?? []) listener(...args)
}
