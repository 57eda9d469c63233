import type { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Sql } from '#lib/platform/db/transaction.ts'
import type { Fields } from './domain.ts'

/** What a caller shows besides being signed in, for writes that ask for it. Never stored, hashed or logged. */
export type Proof = { readonly currentPassword?: string | undefined }

/** What the bridge has to know of an entity to keep it in step. Adding an entity is one of these. */
export type EntityDefinition = {
  readonly name: string
  /** Where its state lives: a table with `version int` and `field_meta jsonb` beside the columns below. */
  readonly table: string
  readonly idColumn: string
  /** Field name as the API says it → column. Only these fields can be read or written through the bridge. */
  readonly columns: Readonly<
    Record<string, { column: string; type: 'text' | 'text[]' | 'boolean' | 'jsonb' | 'integer' }>
  >
  /** Validates a patch: a strict object of optional fields. Absent for entities that only the system writes. */
  readonly patchSchema?: z.ZodType<Fields>
  /** Fields that only an admin may change. */
  readonly protectedFields: ReadonlySet<string>
  /** Names that people try to write but nobody may, by this way: refused and recorded like protected ones. */
  readonly reservedFields: ReadonlySet<string>
  mayRead(actor: Actor, id: string): boolean
  mayWrite(actor: Actor, id: string): boolean
  /** Which rooms hear of a change. */
  rooms(id: string): string[]
  /** The person whose record it is, if it is anyone's. */
  ownerOf(id: string): string | null
  /** Asked before anything is locked, for each try, whatever becomes of it: the place of limits on tries and of proofs. */
  admit?(actor: Actor, id: string, fields: Fields, proof: Proof): Promise<DomainError | null>
  /** What else has to be true in the same transaction: may refuse the whole write. */
  afterWrite?(
    sql: Sql,
    write: { id: string; before: Fields; changed: Fields; actor: Actor },
  ): Promise<DomainError | undefined>
}

export const rooms = {
  user: (id: string) => `user:${id}`,
  admins: 'admins',
  everyone: 'everyone',
} as const
