import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import type { Fields } from '../../domain.ts'
import type { SyncAnswer } from '../../schema.ts'

/** An edit as it is kept in the browser until the server has answered it. */
export type KeptEdit = {
  /** Idempotency key: however often it is sent, it counts once. */
  readonly key: string
  /** Portal in which it was made, and as which it is sent. */
  readonly portal: 'admin' | 'user'
  readonly entity: string
  readonly id: string
  /** Version of the entity that the person saw. */
  readonly baseVersion: number
  readonly fields: Fields
  /** When (Unix ms, own clock), later for each edit of one person than for all before it: the order of sending. */
  readonly madeAt: number
  /** Why it was not taken, until the person has dealt with it; null while it waits. */
  readonly refusal: DomainError | null
}

/** What the pages of one person tell each other, so that all show the same edits and each hears how its own ended. */
export type JournalNews =
  | { readonly type: 'queued'; readonly edit: KeptEdit; readonly isKept: boolean }
  | { readonly type: 'settled'; readonly key: string; readonly result: Result<SyncAnswer, DomainError> }
  | { readonly type: 'dropped'; readonly key: string }

/** Where edits outlive the page, and what its sibling pages share: the port between the queue and the browser. */
export interface EditJournal {
  /** What is kept, in no certain order. Throws when it cannot be read. */
  load(): Promise<KeptEdit[]>
  /** One that is kept, as it is kept; null when it is gone. Throws when it cannot be read. */
  read(key: string): Promise<KeptEdit | null>
  /** Keeps a new edit. False when the browser has no room or no permission. */
  keep(edit: KeptEdit): Promise<boolean>
  /** Keeps an edit instead of the one with the same key, if that is still there. False when it could not be kept. */
  replace(edit: KeptEdit): Promise<boolean>
  drop(key: string): Promise<void>
  /** Tells the person's other pages in this browser. */
  tell(news: JournalNews): void
  listen(listener: (news: JournalNews) => void): () => void
  /** Runs work while no other page of the person sends. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
}
