import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Presence, PresenceRoster, recordKey } from './presence-roster.ts'
import { findEntity } from './registry.ts'
import type { LockstepSocket } from './socket-client.ts'
import { PRESENCE_LEASE_MS, type PresentPerson } from './wire.ts'

/** The channel of Postgres notifications on which processes tell each other. */
export const PRESENCE_CHANNEL = 'lockstep_presence'

const SWEEP_MS = 1_000
/** Changes within this time go to the other processes together. */
const COALESCE_MS = 20
/** Postgres takes payloads up to 8,000 bytes; a change is well under 700. */
const CHANGES_A_MESSAGE = 10
/** Records that one page may look at. */
const WATCHED_A_PAGE = 30
/** What one page may say: a burst, then so many a second. More is not heard. */
const BURST = 40
const A_SECOND = 8

const saidSchema = z.strictObject({
  entity: z.string().max(40),
  id: z.string().max(160),
  field: z.string().max(64).nullable(),
  editing: z.boolean(),
})

const changeSchema = z.object({
  on: z.boolean(),
  presence: z.object({
    entity: z.string(),
    id: z.string(),
    page: z.string(),
    person: z.object({ id: z.string(), name: z.string(), role: z.enum(['admin', 'user']) }),
    field: z.string().nullable(),
    since: z.number(),
  }),
})
const messageSchema = z.object({ from: z.string(), changes: z.array(changeSchema) })

type Change = z.infer<typeof changeSchema>

type Page = {
  readonly socket: LockstepSocket
  /** Keys of the records it looks at, the least recently named first. */
  readonly watches: Set<string>
  tokens: number
  refilledAt: number
}

/**
 * Who edits what just now. It is news, not history: nothing is stored, and an editor who vanishes is forgotten when
 * their lease ends. A page is told of the records it has named, if its person may read them; processes tell each other
 * over the connection that wakes their relays.
 */
export class PresenceService {
  readonly #process = randomUUID()
  readonly #roster = new PresenceRoster(PRESENCE_LEASE_MS)
  readonly #pages = new Map<string, Page>()
  readonly #sweep = setInterval(() => this.#expire(), SWEEP_MS).unref()
  #outgoing: Change[] = []
  #flushing: NodeJS.Timeout | undefined
  /** Sends a message to the other processes; set once there is a way to them. */
  send: ((message: string) => void) | undefined

  /** Listens to a socket that has been admitted. */
  attach(socket: LockstepSocket): void {
    this.#pages.set(socket.id, { socket, watches: new Set(), tokens: BURST, refilledAt: Date.now() })
    socket.on('lockstep:presence', (said) => this.#hear(socket.id, said))
    socket.on('disconnect', () => {
      this.#pages.delete(socket.id)
      for (const presence of this.#roster.ofPage(this.#nameOf(socket.id))) this.#end(presence)
    })
  }

  /** Takes what another process says. Anything in another form is from a version that we do not know. */
  receive(message: string): void {
    const parsed = messageSchema.safeParse(parseJson(message))
    if (!parsed.success || parsed.data.from === this.#process) return
    for (const { on, presence } of parsed.data.changes) {
      const { entity, id, page } = presence
      const isNews = on ? this.#roster.put(presence, Date.now()) : this.#roster.remove(entity, id, page)
      if (isNews) this.#tell(entity, id)
    }
  }

  stop(): void {
    clearInterval(this.#sweep)
    clearTimeout(this.#flushing)
    // The others need not wait for the leases.
    for (const socketId of this.#pages.keys()) {
      for (const presence of this.#roster.ofPage(this.#nameOf(socketId))) this.#announce(false, presence)
    }
    this.#flush()
  }

  #hear(socketId: string, input: unknown): void {
    const page = this.#pages.get(socketId)
    const said = saidSchema.safeParse(input)
    if (!page || !said.success || !takeToken(page)) return
    const { entity, id, field, editing } = said.data
    const { actor } = page.socket.data
    const definition = findEntity(entity)
    if (!definition?.mayRead(actor, id) || actor.role === 'system') return
    this.#watch(page, entity, id)
    const mayEdit = definition.patchSchema !== undefined && definition.mayWrite(actor, id)
    const isField = field === null || Object.hasOwn(definition.columns, field)
    const presence: Presence = {
      entity,
      id,
      page: this.#nameOf(socketId),
      person: { id: actor.id, name: actor.name, role: actor.role },
      field,
      since: Date.now(),
    }
    if (!editing) this.#end(presence)
    if (!editing || !mayEdit || !isField) return
    const isNews = this.#roster.put(presence, Date.now())
    // Renewals too: the leases that others hold of this page run out otherwise.
    this.#announce(true, presence)
    if (isNews) this.#tell(entity, id)
  }

  #watch(page: Page, entity: string, id: string): void {
    const key = recordKey(entity, id)
    const isNew = !page.watches.delete(key)
    page.watches.add(key)
    if (page.watches.size > WATCHED_A_PAGE) {
      const [oldest] = page.watches
      if (oldest !== undefined) page.watches.delete(oldest)
    }
    if (isNew) this.#tellPage(page, entity, id, this.#roster.people(entity, id))
  }

  #end({ entity, id, page, ...rest }: Presence): void {
    if (!this.#roster.remove(entity, id, page)) return
    this.#announce(false, { entity, id, page, ...rest })
    this.#tell(entity, id)
  }

  #expire(): void {
    for (const { entity, id } of this.#roster.expire(Date.now())) this.#tell(entity, id)
  }

  #tell(entity: string, id: string): void {
    const key = recordKey(entity, id)
    const people = this.#roster.people(entity, id)
    for (const page of this.#pages.values()) {
      if (page.watches.has(key)) this.#tellPage(page, entity, id, people)
    }
  }

  /** People are told of staff and of themselves; staff are told of everybody. */
  #tellPage({ socket }: Page, entity: string, id: string, people: readonly PresentPerson[]): void {
    const { actor } = socket.data
    const seen = people.filter(
      (person) => actor.role !== 'user' || person.role === 'admin' || person.id === actor.id,
    )
    socket.emit('lockstep:presence', { entity, id, people: seen })
  }

  #nameOf(socketId: string): string {
    return `${this.#process}/${socketId}`
  }

  #announce(on: boolean, presence: Presence): void {
    this.#outgoing.push({ on, presence: { ...presence, person: { ...presence.person } } })
    this.#flushing ??= setTimeout(() => this.#flush(), COALESCE_MS)
  }

  #flush(): void {
    this.#flushing = undefined
    // Of one page and record only the last word counts.
    const latest = new Map(
      this.#outgoing.map((change) => {
        const { entity, id, page } = change.presence
        return [`${page} ${recordKey(entity, id)}`, change]
      }),
    )
    this.#outgoing = []
    const changes = [...latest.values()]
    for (let from = 0; from < changes.length; from += CHANGES_A_MESSAGE) {
      const part = changes.slice(from, from + CHANGES_A_MESSAGE)
      this.send?.(JSON.stringify({ from: this.#process, changes: part }))
    }
  }
}

function takeToken(page: Page): boolean {
  const now = Date.now()
  page.tokens = Math.min(BURST, page.tokens + ((now - page.refilledAt) / 1_000) * A_SECOND)
  page.refilledAt = now
  if (page.tokens < 1) return false
  page.tokens--
  return true
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
