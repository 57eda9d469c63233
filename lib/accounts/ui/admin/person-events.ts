import type { Actor } from '#lib/core/actor.ts'

/** One thing that happened to a person's record. */
export type PersonEvent = {
  readonly id: string
  readonly type: string
  readonly entity: string
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly conflicts: number
  /** ISO time of the commit. */
  readonly at: string
}
