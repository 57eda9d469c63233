import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import { type EntityKey, entityKey } from '../../queries.ts'
import type { SyncAnswer } from '../../schema.ts'
import type { KeptEdit } from './edit-journal.ts'

export type PendingEdit = Omit<KeptEdit, 'refusal'> & {
  /** Version that the server gave it; set once it was taken and until the snapshot has caught up. */
  readonly version: number | null
  /** It outlives this page. */
  readonly isKept: boolean
}
export type RefusedEdit = Omit<PendingEdit, 'version'> & { readonly refusal: DomainError }

/** What a page shows of its edits; the same object until something changes. */
export type EditListState = {
  /** Not taken yet, in the order in which they are sent. */
  readonly waiting: readonly PendingEdit[]
  readonly refused: readonly RefusedEdit[]
}

/** Refusals kept for the person to deal with; the oldest make room. */
const REFUSALS_AT_MOST = 100

/** The edits that a page knows of, as data: what waits, what was taken and not seen yet, what was refused. */
export class EditList {
  /** In order of `madeAt`; those that were taken stay until the snapshot holds them. */
  #edits: readonly PendingEdit[] = []
  #refused: readonly RefusedEdit[] = []
  #state: EditListState = { waiting: [], refused: [] }
  #views = new Map<EntityKey, readonly PendingEdit[]>()
  #refusedViews = new Map<EntityKey, readonly RefusedEdit[]>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get state(): EditListState {
    return this.#state
  }

  /** Edits of one entity that its snapshot does not hold yet, oldest first. Same array until something changes. */
  of(entity: string, id: string): readonly PendingEdit[] {
    return this.#views.get(entityKey(entity, id)) ?? NONE
  }

  /** Edits of one entity that were refused, oldest first. Same array until something changes. */
  refusedOf(entity: string, id: string): readonly RefusedEdit[] {
    return this.#refusedViews.get(entityKey(entity, id)) ?? NONE
  }

  /** The edit that is sent next, or the one with this key while it still has to be sent. */
  next(key?: string): PendingEdit | undefined {
    return this.#edits.find((edit) => edit.version === null && (key === undefined || edit.key === key))
  }

  refusal(key: string): RefusedEdit | undefined {
    return this.#refused.find((edit) => edit.key === key)
  }

  /** A moment later than every edit that is known, whatever the clock says (Unix ms). */
  nextMoment(now: number): number {
    return this.#all().reduce((newest, edit) => Math.max(newest, edit.madeAt + 1), now)
  }

  /** The version on which a new edit rests: that of an own one of the same fields, if it was taken and is not shown yet. */
  baseOf(edit: Pick<KeptEdit, 'entity' | 'id' | 'baseVersion' | 'fields'>): number {
    const own = this.of(edit.entity, edit.id)
      .filter(({ fields }) => isWithin(edit.fields, Object.keys(fields)))
      .map(({ version }) => version ?? 0)
    return Math.max(edit.baseVersion, ...own)
  }

  /** Takes in an edit, unless it is known. */
  insert(edit: KeptEdit, { isKept }: { isKept: boolean }): void {
    if (this.#all().some(({ key }) => key === edit.key)) return
    const { refusal, ...rest } = edit
    if (refusal) return void this.putAside({ ...rest, refusal, isKept })
    this.#set([...this.#edits, { ...rest, version: null, isKept }].sort(byMoment))
  }

  change(key: string, change: Partial<Pick<PendingEdit, 'baseVersion' | 'isKept'>>): void {
    const apply = <E extends { key: string }>(edit: E) => (edit.key === key ? { ...edit, ...change } : edit)
    this.#set(this.#edits.map(apply), this.#refused.map(apply))
  }

  /** Keys of what waits or was refused, and is kept. */
  keptKeys(): string[] {
    return this.#all()
      .filter((edit) => edit.isKept && !('version' in edit && edit.version !== null))
      .map(({ key }) => key)
  }

  /** Puts a refused edit aside for the person. Answers those that had to make room. */
  putAside(edit: RefusedEdit): readonly RefusedEdit[] {
    const refused = [...this.#refused, edit].sort(byMoment)
    const crowdedOut = refused.splice(0, Math.max(0, refused.length - REFUSALS_AT_MOST))
    this.#set(
      this.#edits.filter(({ key }) => key !== edit.key),
      refused,
    )
    return crowdedOut
  }

  /** Forgets an edit that waits or was refused. False when it is not there or was taken already. */
  forget(key: string): boolean {
    const isForgotten = (edit: { key: string; version?: number | null }) => edit.key === key && !edit.version
    const known = this.#all().some(isForgotten)
    if (known) {
      this.#set(
        this.#edits.filter((edit) => !isForgotten(edit)),
        this.#refused.filter((edit) => !isForgotten(edit)),
      )
    }
    return known
  }

  /** The server took an edit. Answers the later ones that rest on it now. */
  taken(edit: PendingEdit, answer: SyncAnswer): PendingEdit[] {
    // What was refused is not on its way any more; what is left shows until the snapshot holds it.
    const refused = new Set(answer.refused.map(({ field }) => field))
    const left = Object.entries(edit.fields).filter(([field]) => !refused.has(field))
    const fields = Object.fromEntries(left)
    const rebased: PendingEdit[] = []
    const edits = this.#edits.flatMap((other) => {
      if (other.key === edit.key)
        return left.length === 0 ? [] : [{ ...other, fields, version: answer.version }]
      // Our own value is no news to us: later edits of the same fields were made knowing it. Of others they say nothing.
      const isLater = other.entity === edit.entity && other.id === edit.id && other.version === null
      const follows = isLater && isWithin(other.fields, answer.applied)
      if (!follows || other.baseVersion >= answer.version) return [other]
      const later = { ...other, baseVersion: answer.version }
      rebased.push(later)
      return [later]
    })
    this.#set(edits)
    return rebased
  }

  /** Forgets the edits that were taken, of which `isIn` says that what is shown holds them. */
  caughtUp(isIn: (edit: PendingEdit & { version: number }) => boolean): void {
    const left = this.#edits.filter(
      (edit) => edit.version === null || !isIn({ ...edit, version: edit.version }),
    )
    if (left.length < this.#edits.length) this.#set(left)
  }

  #all(): readonly (PendingEdit | RefusedEdit)[] {
    return [...this.#edits, ...this.#refused]
  }

  #set(edits: readonly PendingEdit[], refused = this.#refused): void {
    this.#edits = edits
    this.#refused = refused
    this.#views = groupByEntity(edits)
    this.#refusedViews = groupByEntity(refused)
    this.#state = { waiting: edits.filter((edit) => edit.version === null), refused }
    this.#onChange()
  }
}

const NONE: readonly never[] = []

function byMoment(left: { madeAt: number; key: string }, right: { madeAt: number; key: string }): number {
  return left.madeAt - right.madeAt || (left.key < right.key ? -1 : 1)
}

function groupByEntity<E extends { entity: string; id: string }>(
  edits: readonly E[],
): Map<EntityKey, readonly E[]> {
  const groups = new Map<EntityKey, E[]>()
  for (const edit of edits) {
    const key = entityKey(edit.entity, edit.id)
    const group = groups.get(key)
    if (group) group.push(edit)
    else groups.set(key, [edit])
  }
  return groups
}

/** An edit as the journal keeps it. */
export function asKept(edit: PendingEdit | RefusedEdit): KeptEdit {
  const { key, portal, entity, id, baseVersion, fields, madeAt } = edit
  const refusal = 'refusal' in edit ? edit.refusal : null
  return { key, portal, entity, id, baseVersion, fields, madeAt, refusal }
}

function isWithin(fields: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return Object.keys(fields).every((field) => names.includes(field))
}

export type EditResult = Result<SyncAnswer, DomainError>
