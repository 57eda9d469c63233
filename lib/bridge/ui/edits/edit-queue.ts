import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import type { SyncAnswer } from '../../schema.ts'
import { type Failure, ofRefusal, ofThrown } from './edit-failure.ts'
import type { EditJournal, JournalNews, KeptEdit } from './edit-journal.ts'
import { bytesOf, EDIT_BYTES_AT_MOST, EDIT_SENT_WITHIN_MS, EDITS_AT_MOST } from './edit-limits.ts'
import {
  asKept,
  EditList,
  type EditListState,
  type EditResult,
  type PendingEdit,
  type RefusedEdit,
} from './edit-list.ts'

/** A refusal stays among the refused ones under its key, until somebody drops it. */
export type EditOutcome =
  | { readonly ok: true; readonly answer: SyncAnswer }
  | { readonly ok: false; readonly error: DomainError; readonly key: string }

export type NewEdit = Pick<KeptEdit, 'entity' | 'id' | 'baseVersion' | 'fields'>

/** What the queue shows; the same object until something changes. */
export type QueueState = EditListState & {
  /** What the person has to do before anything is sent. */
  readonly waitsFor: 'sign-in' | 'reload' | null
}

export interface EditQueueOptions {
  readonly portal: 'admin' | 'user'
  readonly journal: EditJournal
  /** Sends an edit. Throws when no answer came. */
  send(edit: PendingEdit): Promise<EditResult>
  /** Whether the connection to the server stands. */
  isLive(): boolean
  /** An edit was taken: the snapshot of its entity has this version or will have it soon. */
  onTaken?(entity: string, id: string, version: number): void
}

/** How the sending of the edit at the head goes. */
type Tries = { failures: number; faultsWhileLive: number; rebased: string | null }

const RETRY_MS = [250, 500, 1_000, 2_000, 4_000, 10_000]
/** While nothing can be sent before the person does something: to find out that they did it in another page. */
const WAIT_MS = 60_000

/**
 * Edits on their way to the server, one at a time and in order, kept in the browser until they are answered: through
 * lost connections, reloads and crashes. All pages of a person in one browser show the same queue; one of them sends at
 * a time. An edit that meets no server stays and is sent again under the same idempotency key, so that it counts once
 * even if only the answer was lost. What is refused stays too, aside, until the person has dealt with it.
 */
export class EditQueue {
  readonly #list = new EditList(() => this.#changed())
  readonly #waiters = new Map<string, (outcome: EditOutcome) => void>()
  readonly #options: EditQueueOptions
  readonly #listeners = new Set<() => void>()
  #state: QueueState = { waiting: [], refused: [], waitsFor: null }
  #waitsFor: QueueState['waitsFor'] = null
  #isRunning = false
  #isDraining = false
  #wake: (() => void) | undefined
  #stopListening: (() => void) | undefined

  constructor(options: EditQueueOptions) {
    this.#options = options
  }

  /** Takes up what earlier pages left, hears of what sibling pages do, and sends. */
  async start(): Promise<void> {
    this.#isRunning = true
    this.#stopListening ??= this.#options.journal.listen((news) => this.#hear(news))
    const held = this.#list.keptKeys()
    try {
      const kept = await this.#options.journal.load()
      // A page that the browser had put away heard nothing of what became of its edits.
      const keys = new Set(kept.map(({ key }) => key))
      for (const key of held) if (!keys.has(key)) this.#forget(key)
      for (const edit of kept) this.#list.insert(ofEarlier(edit), { isKept: true })
    } catch {
      // A browser that cannot read its store cannot keep either, which each edit says of itself.
    }
    void this.#drain()
  }

  stop(): void {
    this.#isRunning = false
    this.#stopListening?.()
    this.#stopListening = undefined
    this.#wake?.()
  }

  /** Queues an edit and resolves with how it ended. A refused one is kept aside until it is dropped. */
  add(edit: NewEdit): Promise<EditOutcome> {
    const queued = this.#make(edit)
    if (!this.#hasRoomFor(queued)) {
      this.#putAside({ ...queued, refusal: NO_ROOM })
      return Promise.resolve({ ok: false, error: NO_ROOM, key: queued.key })
    }
    // A new edit of a field answers what was refused of it before.
    for (const old of this.#list.refusedOf(edit.entity, edit.id)) {
      if (sharesField(old, edit)) void this.drop(old.key)
    }
    this.#list.insert(queued, { isKept: true })
    this.#keep(queued)
    const outcome = new Promise<EditOutcome>((resolve) => this.#waiters.set(queued.key, resolve))
    void this.#drain()
    return outcome
  }

  /** Keeps an edit for the person to decide on, without sending it. */
  setAside(edit: NewEdit, refusal: DomainError): void {
    this.#putAside({ ...this.#make(edit), refusal })
  }

  /**
   * Takes back an edit that waits, or lets go of one that was refused. While one is being sent, by any page, this waits
   * for its end; what was taken stays.
   */
  async drop(key: string): Promise<void> {
    const { journal } = this.#options
    const letGo = async () => {
      if (!this.#forget(key)) return
      journal.tell({ type: 'dropped', key })
      await journal.drop(key)
    }
    // What was refused is not sent by anybody.
    await (this.#list.refusal(key) ? letGo() : journal.exclusively(letGo))
  }

  /** Sends an edit that was refused once more, as a new one. It stays refused while there is no room. */
  retry(key: string): void {
    const refused = this.#list.refusal(key)
    if (refused && this.#hasRoomFor(refused)) void this.add(refused)
  }

  /** Edits of one entity that its snapshot does not hold yet, oldest first. Same array until something changes. */
  of(entity: string, id: string): readonly PendingEdit[] {
    return this.#list.of(entity, id)
  }

  /** Edits of one entity that were refused, oldest first. Same array until something changes. */
  refusedOf(entity: string, id: string): readonly RefusedEdit[] {
    return this.#list.refusedOf(entity, id)
  }

  get state(): QueueState {
    return this.#state
  }

  /** The snapshot of an entity has reached a version: edits that it holds are no longer pending. */
  caughtUp(entity: string, id: string, version: number): void {
    this.#list.caughtUp((edit) => edit.entity === entity && edit.id === id && edit.version <= version)
  }

  /** Versions count anew: what was taken is in what is read from now on, or was undone with the history it was in. */
  startOver(): void {
    this.#list.caughtUp(() => true)
  }

  /** The connection is back, or the person is: do not wait for the next try. */
  retryNow(): void {
    this.#wake?.()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #drain(): Promise<void> {
    if (this.#isDraining) return
    this.#isDraining = true
    const tries: Tries = { failures: 0, faultsWhileLive: 0, rebased: null }
    while (this.#isRunning) {
      const next = this.#list.next()
      if (!next) break
      const pauseMs = await this.#options.journal.exclusively(() => this.#try(next.key, tries))
      if (pauseMs !== null) await this.#pause(pauseMs)
    }
    this.#isDraining = false
  }

  /** Sends one edit. Answers how long to wait (ms) before the next one, or null for not at all. */
  async #try(key: string, tries: Tries): Promise<number | null> {
    // While this page waited for its turn, another one may have sent it.
    const edit = await this.#asKept(key)
    if (!edit) return null
    const outcome = await this.#sendOnce(edit, tries)
    if (outcome.next === 'settled' || outcome.next === 'refuse') {
      tries.failures = 0
      tries.faultsWhileLive = 0
      this.#waitFor(null)
      const isSettled = outcome.next === 'settled'
      await this.#conclude(edit, isSettled ? outcome.result : { ok: false, error: outcome.error })
      return null
    }
    if (outcome.next === 'rebase') return null
    tries.failures++
    this.#waitFor(outcome.next === 'wait' ? outcome.for : null)
    if (outcome.next === 'wait') return WAIT_MS
    return outcome.afterMs ?? RETRY_MS[Math.min(tries.failures, RETRY_MS.length) - 1] ?? WAIT_MS
  }

  /** An edit as it is to be sent: another page may have taken it back, or put it on another version. */
  async #asKept(key: string): Promise<PendingEdit | undefined> {
    try {
      const kept = await this.#options.journal.read(key)
      if (kept) this.#list.change(key, { baseVersion: kept.baseVersion })
      else if (this.#list.next(key)?.isKept) this.#forget(key)
    } catch {
      // Then the page's own word counts.
    }
    return this.#list.next(key)
  }

  async #sendOnce(
    edit: PendingEdit,
    tries: Tries,
  ): Promise<Failure | { readonly next: 'settled'; readonly result: EditResult }> {
    try {
      const result = await this.#options.send(edit)
      if (result.ok) return { next: 'settled', result }
      tries.faultsWhileLive = 0
      const failure = ofRefusal(result.error)
      if (failure.next !== 'rebase') return failure
      if (tries.rebased === edit.key) return { next: 'refuse', error: result.error }
      tries.rebased = edit.key
      // The history in which it was made is no more: what the person wants is laid over what there is now.
      this.#list.change(edit.key, { baseVersion: failure.version })
      // Before it is sent: whoever sends it once more must send the same.
      await this.#options.journal.replace({ ...asKept(edit), baseVersion: failure.version })
      return failure
    } catch (cause) {
      tries.faultsWhileLive = this.#options.isLive() ? tries.faultsWhileLive + 1 : 0
      const failure = ofThrown(cause, tries.faultsWhileLive)
      const isKept = this.#list.next(edit.key)?.isKept
      const wouldBeLost = failure.next === 'wait' && failure.for === 'reload' && !isKept
      return wouldBeLost ? { next: 'refuse', error: TOO_OLD_A_PAGE } : failure
    }
  }

  /** An edit has ended here: the journal and the sibling pages are told. */
  async #conclude(edit: PendingEdit, result: EditResult): Promise<void> {
    const { journal } = this.#options
    const rebased = this.#settle(edit.key, result)
    journal.tell({ type: 'settled', key: edit.key, result })
    const refused = this.#list.refusal(edit.key)
    await (refused ? journal.replace(asKept(refused)) : journal.drop(edit.key))
    for (const later of rebased) await journal.replace(asKept(later))
  }

  /** Puts the end of an edit into what is shown. Answers the later edits that rest on it now. */
  #settle(key: string, result: EditResult): PendingEdit[] {
    const edit = this.#list.next(key)
    const resolve = this.#waiters.get(key)
    this.#waiters.delete(key)
    if (!edit) return []
    if (!result.ok) {
      const { version: _, ...rest } = edit
      this.#crowdOut(this.#list.putAside({ ...rest, refusal: result.error }))
      resolve?.({ ...result, key })
      return []
    }
    const rebased = this.#list.taken(edit, result.value)
    this.#options.onTaken?.(edit.entity, edit.id, result.value.version)
    resolve?.({ ok: true, answer: result.value })
    return rebased
  }

  #hear(news: JournalNews): void {
    if (news.type === 'queued') {
      this.#list.insert(news.edit, { isKept: news.isKept })
      this.#list.change(news.edit.key, { isKept: news.isKept })
      void this.#drain()
    } else if (news.type === 'settled') this.#settle(news.key, news.result)
    else this.#forget(news.key)
  }

  #make({ entity, id, baseVersion, fields }: NewEdit): KeptEdit {
    const { portal } = this.#options
    const madeAt = this.#list.nextMoment(Date.now())
    const base = this.#list.baseOf({ entity, id, baseVersion, fields })
    return { key: newId(), portal, entity, id, baseVersion: base, fields, madeAt, refusal: null }
  }

  #keep(edit: KeptEdit): void {
    const { journal } = this.#options
    void journal.keep(edit).then((isKept) => {
      if (!isKept) this.#list.change(edit.key, { isKept })
      journal.tell({ type: 'queued', edit, isKept })
    })
  }

  #putAside(edit: KeptEdit & { readonly refusal: DomainError }): void {
    this.#crowdOut(this.#list.putAside({ ...edit, isKept: true }))
    this.#keep(edit)
  }

  #crowdOut(edits: readonly RefusedEdit[]): void {
    for (const { key } of edits) void this.#options.journal.drop(key)
  }

  #forget(key: string): boolean {
    const resolve = this.#waiters.get(key)
    if (!this.#list.forget(key)) return false
    this.#waiters.delete(key)
    resolve?.({ ok: false, error: TAKEN_BACK, key })
    return true
  }

  #waitFor(what: QueueState['waitsFor']): void {
    if (this.#waitsFor === what) return
    this.#waitsFor = what
    this.#changed()
  }

  #hasRoomFor(edit: KeptEdit): boolean {
    const { waiting } = this.#state
    const bytes = waiting.reduce((sum, other) => sum + bytesOf(other), bytesOf(edit))
    return waiting.length < EDITS_AT_MOST && bytes <= EDIT_BYTES_AT_MOST
  }

  #pause(ms: number): Promise<void> {
    if (!this.#isRunning) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#wake = done
    })
  }

  #changed(): void {
    this.#state = { ...this.#list.state, waitsFor: this.#waitsFor }
    for (const listener of this.#listeners) listener()
  }
}

const NO_ROOM = domainError(
  'too-large',
  'So many edits wait to be sent that no more can be kept. Your text is still here: send it again once the others have gone out.',
)
const TOO_OLD_A_PAGE = domainError(
  'unavailable',
  'This page is older than the server. Your text is kept in the field: copy it and reload the page.',
)
const TAKEN_BACK = domainError('conflict', 'This edit was taken back before it was sent.')
const LONG_AGO = domainError('stale', 'This was made long ago and never sent. Send it now if it still holds.')

function sharesField(left: NewEdit, right: NewEdit): boolean {
  return Object.keys(left.fields).some((field) => field in right.fields)
}

/** Of one that was made long ago, the person decides anew. */
function ofEarlier(edit: KeptEdit): KeptEdit {
  const isOld = !edit.refusal && Date.now() - edit.madeAt > EDIT_SENT_WITHIN_MS
  return isOld ? { ...edit, refusal: LONG_AGO } : edit
}
