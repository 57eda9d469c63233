import 'server-only'
import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { Actor } from '#lib/core/actor.ts'
import { env } from '#lib/platform/config/env.ts'
import type { Envelope, SyncAnswer } from '../schema.ts'
import { sync } from '../service.ts'
import { type ClientToServer, type ServerToClient, SOCKET_PATH } from '../wire.ts'
import { deleteCanary, insertCanary } from './canary-repo.ts'
import { canaryRoom } from './entity.ts'
import { issueTicket } from './tickets.ts'

const STAFF: Actor = { id: 'canary-staff', name: 'Canary (staff)', role: 'admin', portal: 'admin' }
const PATIENCE_MS = 5_000

/**
 * A record that belongs to nobody, with a person’s and a staff member’s page open on it: real sockets to this very
 * server, writes through the coordinator. For looking whether the bridge works without touching anybody’s data.
 */
export class Canary {
  readonly id: string
  readonly person: Actor
  readonly staff = STAFF
  readonly #pages: CanaryPage[] = []

  static async hatch(): Promise<Canary> {
    const canary = new Canary(`canary-${randomUUID()}`)
    await insertCanary(canary.id)
    return canary
  }

  private constructor(id: string) {
    this.id = id
    this.person = { id, name: 'Canary', role: 'user', portal: 'user' }
  }

  /** Opens a page that hears of this canary and of nothing else. */
  async open(actor: Actor): Promise<CanaryPage> {
    const page = new CanaryPage(issueTicket(actor, [canaryRoom(this.id)]))
    this.#pages.push(page)
    await page.live()
    return page
  }

  async write(
    actor: Actor,
    baseVersion: number | 'newest',
    fields: Record<string, string>,
    idempotencyKey?: string,
  ): Promise<SyncAnswer> {
    const parts = [{ entity: 'canary', id: this.id, baseVersion, fields }]
    const answer = await sync({ userId: this.id, parts, idempotencyKey }, actor)
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }

  /** Closes its pages and removes its record; what the log says of it stays, under its own name, until it is pruned. */
  async remove(): Promise<void> {
    for (const page of this.#pages) page.close()
    await deleteCanary(this.id)
  }
}

/** A page of a canary: keeps its place in the log and every event it was shown. */
export class CanaryPage {
  readonly events: Envelope[] = []
  readonly #socket: Socket<ServerToClient, ClientToServer>
  #place: { epoch: string; cursor: string } | undefined
  #isLive = false
  readonly #waiting = new Set<() => void>()

  constructor(ticket: string) {
    const { HOST, PORT } = env()
    const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
    this.#socket = io(`http://${host}:${PORT}`, {
      path: SOCKET_PATH,
      auth: { canary: ticket },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
    })
    this.#socket.on('lockstep:hello', ({ epoch, cursor }) => {
      this.#place ??= { epoch, cursor }
      this.#socket.emit('lockstep:resume', this.#place, () => {
        this.#isLive = true
        this.#look()
      })
    })
    this.#socket.on('lockstep:event', (event, received) => {
      received()
      if (this.#place) this.#place = { ...this.#place, cursor: event.cursor }
      this.events.push(event)
      this.#look()
    })
    this.#socket.on('disconnect', () => {
      this.#isLive = false
    })
  }

  get clientId(): string {
    return this.#socket.id ?? ''
  }

  live(): Promise<void> {
    return this.#until(() => this.#isLive, 'it did not become live')
  }

  /** Resolves with the event of a version of the canary. */
  async hears(version: number): Promise<Envelope> {
    const find = () => this.events.find((event) => event.version === version && 'value' in event.fields)
    await this.#until(() => find() !== undefined, `version ${version} did not arrive`)
    return find() as Envelope
  }

  disconnect(): void {
    this.#isLive = false
    this.#socket.disconnect()
  }

  async reconnect(): Promise<void> {
    this.#socket.connect()
    await this.live()
  }

  close(): void {
    this.#socket.disconnect()
  }

  #look(): void {
    for (const check of this.#waiting) check()
  }

  #until(isSo: () => boolean, otherwise: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!isSo()) return
        clearTimeout(timer)
        this.#waiting.delete(check)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(check)
        reject(new Error(`${otherwise} within ${PATIENCE_MS / 1_000} s`))
      }, PATIENCE_MS)
      this.#waiting.add(check)
      check()
    })
  }
}
