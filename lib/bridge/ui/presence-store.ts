import { type EntityKey, entityKey } from '../queries.ts'
import { PRESENCE_RENEW_MS, type PresenceTold, type PresentPerson } from '../wire.ts'
import type { LockstepClient, LockstepSocket } from './lockstep-client.ts'

type Listener = (people: readonly PresentPerson[]) => void
type Named = { readonly entity: string; readonly id: string }
type Watched = Named & { people: readonly PresentPerson[]; readonly listeners: Set<Listener> }

/** A step from one field to the next is no end of editing. */
const LEAVE_AFTER_MS = 200

/** The browser's side of "somebody is editing this": what this page says of itself, and what it hears of others. */
export class PresenceStore {
  readonly #watched = new Map<EntityKey, Watched>()
  #socket: LockstepSocket | undefined
  #editing: (Named & { readonly field: string | null }) | null = null
  #renewing: ReturnType<typeof setInterval> | undefined
  #leaving: ReturnType<typeof setTimeout> | undefined
  readonly #heard = (told: PresenceTold) => this.#hear(told)

  readonly #client: Pick<LockstepClient, 'onLive' | 'connection'>

  constructor(client: Pick<LockstepClient, 'onLive' | 'connection'>) {
    this.#client = client
    // A new connection knows nothing of this page.
    client.onLive((socket) => {
      if (socket !== this.#socket) socket.on('lockstep:presence', this.#heard)
      this.#socket = socket
      for (const record of this.#watched.values()) this.#say(record, null, false)
      if (this.#editing) this.#say(this.#editing, this.#editing.field, true)
    })
  }

  /** Calls back with whoever edits a record, now and on every change. */
  watch(entity: string, id: string, listener: Listener): () => void {
    const key = entityKey(entity, id)
    const known = this.#watched.get(key)
    const record = known ?? { entity, id, people: [], listeners: new Set() }
    record.listeners.add(listener)
    if (known) listener(known.people)
    else {
      this.#watched.set(key, record)
      this.#say(record, null, false)
    }
    return () => {
      record.listeners.delete(listener)
      if (record.listeners.size === 0) this.#watched.delete(key)
    }
  }

  /** This person has begun to edit a field. */
  begin(entity: string, id: string, field: string): void {
    clearTimeout(this.#leaving)
    const before = this.#editing
    if (before && (before.entity !== entity || before.id !== id)) this.#say(before, null, false)
    this.#editing = { entity, id, field }
    this.#say(this.#editing, field, true)
    this.#renewing ??= setInterval(() => {
      if (this.#editing) this.#say(this.#editing, this.#editing.field, true)
    }, PRESENCE_RENEW_MS)
  }

  /** They have left it, unless they begin with another one right away. */
  end(): void {
    clearTimeout(this.#leaving)
    this.#leaving = setTimeout(() => {
      if (this.#editing) this.#say(this.#editing, null, false)
      this.#editing = null
      clearInterval(this.#renewing)
      this.#renewing = undefined
    }, LEAVE_AFTER_MS)
  }

  #say({ entity, id }: Named, field: string | null, editing: boolean): void {
    // Without a connection the socket would keep it and say it later, when it may no longer be so.
    if (this.#client.connection.status !== 'live') return
    this.#socket?.emit('lockstep:presence', { entity, id, field, editing })
  }

  #hear({ entity, id, people }: PresenceTold): void {
    const record = this.#watched.get(entityKey(entity, id))
    if (!record) return
    record.people = people
    for (const listener of record.listeners) listener(people)
  }
}
