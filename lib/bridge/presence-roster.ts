import type { PresentPerson } from './wire.ts'

/** One open page of one person that edits a record. */
export type Presence = {
  readonly entity: string
  readonly id: string
  /** Names the page: its process and socket. */
  readonly page: string
  readonly person: { readonly id: string; readonly name: string; readonly role: 'admin' | 'user' }
  readonly field: string | null
  /** Unix ms. */
  readonly since: number
}

/** Pages kept. Whoever edits beyond that is not told of; nothing else depends on it. */
const MOST = 5_000
/** People told of for one record. */
const MOST_PEOPLE = 10

/** Who edits what just now, in this process and the others. Each entry stands for a lease that has to be renewed. */
export class PresenceRoster {
  readonly #records = new Map<string, Map<string, Presence & { until: number }>>()
  readonly #leaseMs: number
  #size = 0

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs
  }

  /** Takes note of a page or renews it. True when there is something new to tell. */
  put(presence: Presence, now: number): boolean {
    const key = recordKey(presence.entity, presence.id)
    const pages = this.#records.get(key) ?? new Map<string, Presence & { until: number }>()
    const before = pages.get(presence.page)
    if (!before && this.#size >= MOST) return false
    if (!before) this.#size++
    const isSame = before !== undefined && before.field === presence.field
    const since = isSame ? before.since : presence.since
    pages.set(presence.page, { ...presence, since, until: now + this.#leaseMs })
    this.#records.set(key, pages)
    return !isSame
  }

  /** True when the page was there. */
  remove(entity: string, id: string, page: string): boolean {
    const key = recordKey(entity, id)
    const pages = this.#records.get(key)
    if (!pages?.delete(page)) return false
    this.#size--
    if (pages.size === 0) this.#records.delete(key)
    return true
  }

  /** Everything that one page edits. */
  ofPage(page: string): Presence[] {
    return [...this.#records.values()].flatMap((pages) => {
      const found = pages.get(page)
      return found ? [found] : []
    })
  }

  /** Lets go of leases that ended; answers them. */
  expire(now: number): Presence[] {
    const ended = [...this.#records.values()].flatMap((pages) =>
      [...pages.values()].filter(({ until }) => until <= now),
    )
    for (const { entity, id, page } of ended) this.remove(entity, id, page)
    return ended
  }

  /** Who edits a record, longest first; a person with several pages once, where they were last. */
  people(entity: string, id: string): PresentPerson[] {
    const newest = new Map<string, Presence>()
    for (const presence of this.#records.get(recordKey(entity, id))?.values() ?? []) {
      const known = newest.get(presence.person.id)
      if (!known || known.since <= presence.since) newest.set(presence.person.id, presence)
    }
    return [...newest.values()]
      .sort((left, right) => left.since - right.since)
      .slice(0, MOST_PEOPLE)
      .map(({ person, field, since }) => ({ ...person, field, since: new Date(since).toISOString() }))
  }

  get size(): number {
    return this.#size
  }
}

export function recordKey(entity: string, id: string): string {
  return `${entity}:${id}`
}
