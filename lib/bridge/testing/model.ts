import { randomUUID } from 'node:crypto'
import type { Socket } from 'socket.io'
import { userEntity } from '#lib/accounts/entity.ts'
import type { Actor } from '#lib/core/actor.ts'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import type { TestDatabase } from '#lib/platform/testing/database.ts'
import { comparePositions, formatCursor, LOG_START, parseCursor } from '../domain.ts'
import { type LoggedEvent, pruneEvents, renewEpoch } from '../log-repo.ts'
import { entityNamed } from '../registry.ts'
import { Relay } from '../relay.ts'
import { readSnapshot } from '../repo.ts'
import { snapshots } from '../snapshot-cache.ts'
import { type Sender, SocketClient } from '../socket-client.ts'
import { Browser } from './browser.ts'
import { committedEnd } from './committed-end.ts'
import { PAGES, STAFF_PAGE, type Step } from './history.ts'
import { Oracle, type Write } from './oracle.ts'
import { Page } from './page.ts'
import { WirePair } from './wire-pair.ts'

const ENTITIES = ['profile', 'user'] as const
const PATIENCE = 300

/**
 * Plays a history on the real coordinator, relay, sockets and pages, lets everything arrive, and tells what does not
 * hold: pages that show otherwise than the database, answers against the rules, events lost or shown twice or out of
 * order, edits without an end, conflicts without their one record. Empty when all holds.
 */
export async function play(database: TestDatabase, history: readonly Step[]): Promise<string[]> {
  const world = await World.make(database)
  try {
    for (const step of history) await world.take(step)
    await world.settle()
    return await world.faults()
  } finally {
    await world.close()
  }
}

class World {
  readonly #database: TestDatabase
  readonly #personId: string
  readonly #clients = new Map<string, SocketClient>()
  #packets = 0
  readonly #rooms = new Map<string, Set<string>>()
  readonly #oracle: Oracle
  readonly #faults: string[] = []
  readonly #pages: Page[] = []
  /** The person’s two pages are tabs of one browser. */
  readonly #browsers = { person: new Browser(), staff: new Browser() }
  readonly #noted = new Set<string>()
  #asked = 0
  #relay!: Relay

  static async make(database: TestDatabase): Promise<World> {
    const personId = randomUUID()
    await database.query(
      `WITH made AS (INSERT INTO "user" (id, email, name) VALUES ($1, $2, 'Uma')),
       profiles AS (INSERT INTO profile (user_id) VALUES ($1))
       INSERT INTO preferences (user_id) VALUES ($1)`,
      [personId, `${personId}@example.org`],
    )
    const start = await Promise.all(
      ENTITIES.map(
        async (name) => [name, (await readSnapshot(entityNamed(name), personId))?.fields ?? {}] as const,
      ),
    )
    const world = new World(
      database,
      personId,
      Object.fromEntries(start) as ConstructorParameters<typeof Oracle>[0],
    )
    await world.#startServer()
    for (let page = 0; page < PAGES; page++) world.#pages.push(world.#makePage(page))
    await Promise.all(world.#pages.map((page) => page.open()))
    for (const page of world.#pages) world.#connect(page)
    return world
  }

  private constructor(
    database: TestDatabase,
    personId: string,
    start: ConstructorParameters<typeof Oracle>[0],
  ) {
    this.#database = database
    this.#personId = personId
    this.#oracle = new Oracle(start, userEntity.protectedFields)
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'restart-server') await this.#restartServer()
    else if (step.do === 'prune') await this.#prune()
    else if (step.do === 'new-epoch') await this.#newEpoch()
    else {
      const page = this.#pages[step.page]
      if (page) await this.#takeOn(page, step)
    }
    for (const page of this.#pages) await page.still()
    await this.#relayed()
  }

  async #takeOn(page: Page, step: Extract<Step, { page: number }>): Promise<void> {
    if (step.do === 'edit') this.#asked += page.edit(step.entity, step.field, step.value) ? 1 : 0
    else if (step.do === 'crash-page') await this.#crash(step.page, page)
    else if (step.do === 'spoil') page.spoil(step.how)
    else if (step.do === 'release') page.release()
    else if (step.do === 'drop') page.wire.cut('transport close')
    else if (step.do === 'connect') this.#connect(page)
    else if (step.do === 'go-offline') page.goOffline()
    else if (step.do === 'go-online') page.goOnline()
    else if (step.do === 'hear-twice') await page.wire.deliver({ twice: true })
    else for (let message = 0; message < step.messages; message++) await page.wire.deliver()
  }

  /** All come back, all that is on its way arrives, and all edits end. */
  async settle(): Promise<void> {
    for (let round = 0; round < PATIENCE; round++) {
      let moved = false
      for (const page of this.#pages) {
        page.goOnline()
        page.release()
        this.#connect(page)
        while (await page.wire.deliver()) moved = true
        await page.still()
      }
      await this.#relayed()
      const isDone =
        this.#pages.every((page) => page.isLive && page.pendingEdits === 0) &&
        Object.values(this.#browsers).every((browser) => browser.waiting === 0)
      if (!moved && isDone && this.#pages.every((page) => page.wire.toPage.length === 0)) return
    }
    this.#faults.push('it does not come to rest: edits or pages still wait')
  }

  async faults(): Promise<string[]> {
    const faults = [...this.#faults]
    const log = await this.#database.query<Logged>(
      'SELECT id, type, version, xid::text, seq::text FROM event WHERE entity_id = $1 ORDER BY xid, seq',
      [this.#personId],
    )
    for (const name of ENTITIES) {
      const stored = await readSnapshot(entityNamed(name), this.#personId)
      const expected = this.#oracle.stateOf(name)
      if (shown(stored) !== shown(expected))
        faults.push(`${name} is ${shown(stored)} and should be ${shown(expected)}`)
      for (const [index, page] of this.#pages.entries()) {
        const seen = page.snapshot(name)
        if (shown(seen) !== shown(stored)) {
          faults.push(`page ${index} shows ${name} as ${shown(seen)} and the database has ${shown(stored)}`)
        }
      }
    }
    for (const [index, page] of this.#pages.entries())
      faults.push(...heardWrongly(`page ${index}`, page, log))
    if (this.#noted.size !== this.#asked) {
      faults.push(`${this.#asked} edits were made and ${this.#noted.size} arrived`)
    }
    const [conflicts] = await this.#database.query<{ records: number; ids: number }>(
      'SELECT count(*)::int AS records, count(DISTINCT id)::int AS ids FROM conflict WHERE entity_id = $1',
      [this.#personId],
    )
    if (conflicts?.records !== this.#oracle.conflicts) {
      faults.push(`${this.#oracle.conflicts} conflicts were decided and ${conflicts?.records} are recorded`)
    }
    return faults
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.close()
    await this.#relay.stop()
  }

  #makePage(index: number): Page {
    const actor: Actor =
      index === STAFF_PAGE
        ? { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
        : { id: this.#personId, name: 'Uma', role: 'user', portal: 'user' }
    const wire = new WirePair({
      actor,
      rooms: this.#rooms,
      onOpen: (socket) => {
        const client = new SocketClient(socket, this.#relay, this.#sender)
        this.#clients.set(socket.id, client)
        client.greet()
      },
      onClose: (id) => this.#clients.delete(id),
    })
    const place = { epoch: this.#relay.epoch, cursor: formatCursor(this.#relay.position) }
    const note = (write: Write) => {
      this.#noted.add(write.key)
      this.#faults.push(...this.#oracle.judge(write))
    }
    const journal = this.#browserOf(index).journalOf(wire)
    return new Page({ actor, personId: this.#personId, wire, place, journal, note })
  }

  #browserOf(index: number): Browser {
    return index === STAFF_PAGE ? this.#browsers.staff : this.#browsers.person
  }

  async #crash(index: number, page: Page): Promise<void> {
    page.crash()
    this.#browserOf(index).crash(page.wire)
    const next = this.#makePage(index)
    this.#pages[index] = next
    await next.open()
    this.#connect(next)
  }

  #connect(page: Page): void {
    if (page.isOnline) page.wire.open()
  }

  async #startServer(): Promise<void> {
    this.#relay = new Relay((event) => this.#fanOut(event), {
      onNewEpoch: () => {
        snapshots().clear()
        for (const client of this.#clients.values()) client.startOver()
      },
    })
    await this.#relay.start()
    snapshots().follow(() => this.#relay.isFollowing)
  }

  async #restartServer(): Promise<void> {
    await this.#relay.stop()
    for (const page of this.#pages) page.wire.cut('transport close')
    await this.#startServer()
  }

  async #prune(): Promise<void> {
    await pruneEvents(new Date(Date.now() + 60_000), 10_000)
    await this.#restartServer()
  }

  async #newEpoch(): Promise<void> {
    await inSqlTransaction(renewEpoch)
    await this.#restartServer()
  }

  /** As the server's fan-out does, over a wire that has no bytes. */
  readonly #sender: Sender = {
    sendTo: (socket, messages) => {
      for (const { name, content, sending, confirmed } of messages) {
        const packetId = ++this.#packets
        sending(socket.id, packetId)
        socket.emit(name, content, () => confirmed(socket.id, packetId))
      }
    },
    settle: () => undefined,
  }

  /** As the socket server does: to each live client of the event's rooms. */
  #fanOut({ envelope, position, rooms, ...rest }: LoggedEvent): void {
    snapshots().heard({ envelope, position, rooms, ...rest })
    const members = new Set(rooms.flatMap((room) => [...(this.#rooms.get(room) ?? [])]))
    for (const id of members) {
      const client = this.#clients.get(id)
      if (!client) continue
      this.#sender.sendTo(client.socket as unknown as Socket, [
        {
          name: 'lockstep:event',
          content: { ...envelope, cursor: formatCursor(position) },
          sending: (_, packetId) => client.sending(envelope.id, packetId, { replayed: false }),
          confirmed: (_, packetId) => client.confirmed(packetId),
        },
      ])
    }
  }

  async #relayed(): Promise<void> {
    const end = await committedEnd(this.#database)
    while (comparePositions(this.#relay.position, end) < 0) {
      this.#relay.poke()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

type Logged = { id: string; type: string; version: number; xid: string; seq: string }

function shown(
  state: { version: number; fields: Readonly<Record<string, unknown>> } | null | undefined,
): string {
  return state ? `${state.version} ${canonicalJson(state.fields)}` : 'nothing'
}

/** Each event once, in the log's order; and every one, unless the page had to read everything anew. */
function heardWrongly(name: string, page: Page, log: readonly Logged[]): string[] {
  const faults: string[] = []
  const ids = page.heard.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) faults.push(`${name} was shown an event twice`)
  const places = new Map(log.map(({ id }, place) => [id, place]))
  const known = ids.map((id) => places.get(id)).filter((place) => place !== undefined)
  if (known.some((place, at) => at > 0 && place <= (known[at - 1] ?? -1))) {
    faults.push(`${name} was shown events out of order`)
  }
  const openedAt = parseCursor(page.place.cursor) ?? LOG_START
  const lost = log.filter(
    ({ id, xid, seq }) =>
      !ids.includes(id) && comparePositions({ xid: BigInt(xid), seq: BigInt(seq) }, openedAt) > 0,
  )
  if (page.refetches === 0 && lost.length > 0) {
    faults.push(`${name} never heard of ${lost.map(({ type, version }) => `${type} ${version}`).join(', ')}`)
  }
  if (page.settled.length !== page.asked) {
    faults.push(`${name} made ${page.asked} edits and heard the end of ${page.settled.length}`)
  }
  return faults
}
