import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import type { Fields } from '../domain.ts'
import { type EntityKey, entityKey } from '../queries.ts'
import type { SyncAnswer } from '../schema.ts'

export type PendingEdit = {
  readonly key: string
  readonly entity: string
  readonly id: string
  /** What it changes; once it was taken, without what was refused. */
  fields: Fields
  baseVersion: number
  /** Version that the server gave it; set once it was taken and until the snapshot has caught up. */
  version: number | null
}

export type EditOutcome =
  | { readonly ok: true; readonly answer: SyncAnswer }
  | { readonly ok: false; readonly error: DomainError }

type Send = (edit: {
  entity: string
  id: string
  baseVersion: number
  fields: Fields
  idempotencyKey: string
}) => Promise<Result<SyncAnswer, DomainError>>

const RETRY_MS = [250, 500, 1_000, 2_000, 4_000]
/** An edit that fails this often in a row although the server is there would fail for ever. */
const MOST_FAILURES_WHILE_LIVE = 5

/**
 * Edits on their way to the server, one at a time and in order. An edit that meets no server stays and is sent again
 * under the same idempotency key, so that it counts once even if only the answer was lost. One that fails although the
 * server is there makes way for those behind it.
 */
export class EditQueue {
  #edits: PendingEdit[] = []
  #waiters = new Map<string, (outcome: EditOutcome) => void>()
  #sending = false
  #wake: (() => void) | undefined
  readonly #send: Send
  readonly #isLive: () => boolean
  readonly #listeners = new Set<() => void>()
  #views = new Map<EntityKey, readonly PendingEdit[]>()

  /** `isLive` tells whether the connection to the server stands. */
  constructor(options: { send: Send; isLive: () => boolean }) {
    this.#send = options.send
    this.#isLive = options.isLive
  }

  add(edit: Omit<PendingEdit, 'key' | 'version'>): Promise<EditOutcome> {
    const key = crypto.randomUUID()
    this.#edits.push({ ...edit, key, version: null })
    this.#changed()
    const outcome = new Promise<EditOutcome>((resolve) => this.#waiters.set(key, resolve))
    void this.#drain()
    return outcome
  }

  /** Edits of one entity that its snapshot does not hold yet, oldest first. Same array until something changes. */
  of(entity: string, id: string): readonly PendingEdit[] {
    return this.#views.get(entityKey(entity, id)) ?? NONE
  }

  get size(): number {
    return this.#edits.filter((edit) => edit.version === null).length
  }

  /** The snapshot of an entity has reached a version: edits that it holds are no longer pending. */
  caughtUp(entity: string, id: string, version: number): void {
    const left = this.#edits.filter(
      (edit) => edit.entity !== entity || edit.id !== id || edit.version === null || edit.version > version,
    )
    if (left.length === this.#edits.length) return
    this.#edits = left
    this.#changed()
  }

  /** The connection is back: do not wait for the next try. */
  retryNow(): void {
    this.#wake?.()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #drain(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    let failures = 0
    let failuresWhileLive = 0
    for (;;) {
      const edit = this.#edits.find((candidate) => candidate.version === null)
      if (!edit) break
      try {
        const { entity, id, baseVersion, fields, key } = edit
        this.#settle(edit, await this.#send({ entity, id, baseVersion, fields, idempotencyKey: key }))
      } catch (cause) {
        failures++
        failuresWhileLive = this.#isLive() ? failuresWhileLive + 1 : 0
        const final = finalFailure(cause, failuresWhileLive)
        if (!final) {
          await this.#pause(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 4_000)
          continue
        }
        this.#settle(edit, err(final))
      }
      failures = 0
      failuresWhileLive = 0
    }
    this.#sending = false
  }

  #settle(edit: PendingEdit, result: Result<SyncAnswer, DomainError>): void {
    const waiter = this.#waiters.get(edit.key)
    this.#waiters.delete(edit.key)
    if (!result.ok) {
      this.#edits = this.#edits.filter((candidate) => candidate !== edit)
      this.#changed()
      waiter?.(result)
      return
    }
    const answer = result.value
    edit.version = answer.version
    // What was refused is not on its way any more; what is left shows until the snapshot holds it.
    const refused = new Set(answer.refused.map(({ field }) => field))
    const taken = Object.entries(edit.fields).filter(([field]) => !refused.has(field))
    edit.fields = Object.fromEntries(taken)
    if (taken.length === 0) this.#edits = this.#edits.filter((candidate) => candidate !== edit)
    // Our own write is no news to us: later edits were made knowing it, unless it met somebody else's.
    if (answer.conflicts.length === 0) {
      for (const later of this.#edits) {
        const follows = later.entity === edit.entity && later.id === edit.id && later.version === null
        if (follows && later.baseVersion >= answer.version - 1) later.baseVersion = answer.version
      }
    }
    this.#changed()
    waiter?.({ ok: true, answer })
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      const self = this
      function done() {
        clearTimeout(timer)
        self.#wake = undefined
        resolve()
      }
      this.#wake = done
    })
  }

  #changed(): void {
    const views = new Map<EntityKey, PendingEdit[]>()
    for (const edit of this.#edits) {
      const key = entityKey(edit.entity, edit.id)
      views.set(key, [...(views.get(key) ?? []), edit])
    }
    this.#views = views
    for (const listener of this.#listeners) listener()
  }
}

/** Null when the edit may well be taken later. */
function finalFailure(cause: unknown, failuresWhileLive: number): DomainError | null {
  if (isUnrecognizedActionError(cause)) {
    return domainError(
      'unavailable',
      'This page is older than the server. Your text is kept in the field: copy it and reload the page.',
    )
  }
  if (failuresWhileLive < MOST_FAILURES_WHILE_LIVE) return null
  return domainError(
    'unavailable',
    'This could not be saved. Your text is kept in the field: try again later.',
  )
}

const NONE: readonly PendingEdit[] = []
