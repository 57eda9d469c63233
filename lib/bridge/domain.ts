import type { Actor } from '#lib/core/actor.ts'

/** When a field last changed, in which version of its entity, and by whom. */
export type FieldStamp = { readonly version: number; readonly actor: Actor; readonly at: string }

export type FieldMeta = Readonly<Record<string, FieldStamp>>

export type FieldValue = string | number | boolean | null | readonly string[]

export type Fields = Readonly<Record<string, FieldValue>>

export type ConflictRule = 'protected' | 'admin-override' | 'last-write-wins'

/** One side of a conflict: what it wanted the field to be. */
export type Claim = { readonly value: FieldValue; readonly actor: Actor; readonly at: string }

/** How a disagreement about one field ended. */
export type ConflictOutcome = {
  readonly field: string
  readonly rule: ConflictRule
  /** `incoming` when the write being handled won, `current` when what was there stays. */
  readonly winner: 'incoming' | 'current'
  readonly kept: Claim
  readonly lost: Claim
}

export type Refusal = { readonly field: string; readonly rule: ConflictRule }

export type EntityState = { readonly version: number; readonly fields: Fields; readonly meta: FieldMeta }

export type Patch = { readonly baseVersion: number; readonly fields: Fields }

export type Resolution = {
  /** Fields that now hold what the caller asked for, whether or not they had to change. */
  readonly applied: readonly string[]
  readonly refused: readonly Refusal[]
  readonly conflicts: readonly ConflictOutcome[]
  /** The values that really change; empty means that there is nothing to write. */
  readonly changed: Fields
  readonly version: number
  readonly meta: FieldMeta
}

/**
 * Decides what a patch does to an entity. Total and pure; every conflict is decided by the first rule that fits:
 *
 * 1. *protected*: only an admin (or the system) changes a protected field; anyone else is refused for that field.
 * 2. *admin override*: when an admin and a user changed the same field without having seen each other, the admin's
 *    value stays, whichever came first, until the user edits from a version that includes it.
 * 3. *last write wins*, by commit order.
 *
 * A field is in conflict only when that very field changed after `patch.baseVersion`; other fields merge. Asking for
 * the value that is there already is neither a change nor a conflict.
 */
export function resolvePatch(input: {
  state: EntityState
  patch: Patch
  actor: Actor
  at: string
  protectedFields: ReadonlySet<string>
}): Resolution {
  const { state, patch, actor, at, protectedFields } = input
  const version = state.version + 1
  const applied: string[] = []
  const refused: Refusal[] = []
  const conflicts: ConflictOutcome[] = []
  const changed: Record<string, FieldValue> = {}
  const meta: Record<string, FieldStamp> = { ...state.meta }

  for (const [field, value] of Object.entries(patch.fields)) {
    const current = state.fields[field] ?? null
    if (sameValue(current, value)) {
      applied.push(field)
      continue
    }
    const stamp = state.meta[field]
    const kept: Claim = { value: current, actor: stamp?.actor ?? UNKNOWN_ACTOR, at: stamp?.at ?? at }
    const incoming: Claim = { value, actor, at }

    if (protectedFields.has(field) && actor.role === 'user') {
      refused.push({ field, rule: 'protected' })
      conflicts.push({ field, rule: 'protected', winner: 'current', kept, lost: incoming })
      continue
    }
    if (stamp && stamp.version > patch.baseVersion) {
      const acrossPortals = (stamp.actor.role === 'admin') !== (actor.role === 'admin')
      const rule: ConflictRule = acrossPortals ? 'admin-override' : 'last-write-wins'
      if (acrossPortals && stamp.actor.role === 'admin') {
        refused.push({ field, rule })
        conflicts.push({ field, rule, winner: 'current', kept, lost: incoming })
        continue
      }
      conflicts.push({ field, rule, winner: 'incoming', kept: incoming, lost: kept })
    }
    applied.push(field)
    changed[field] = value
    meta[field] = { version, actor, at }
  }

  const isWrite = Object.keys(changed).length > 0
  return { applied, refused, conflicts, changed, version: isWrite ? version : state.version, meta }
}

/** Stands where a value has been there since before changes were stamped, such as a default. */
const UNKNOWN_ACTOR: Actor = { id: 'system', name: 'IntelliCV', role: 'system', portal: 'system' }

export function sameValue(left: FieldValue, right: FieldValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => item === right[index])
  }
  return left === right
}

/** Where a reader stands in the log: behind it everything is delivered, ahead of it nothing is. */
export type LogPosition = { readonly xid: bigint; readonly seq: bigint }

export const LOG_START: LogPosition = { xid: 0n, seq: 0n }

export function formatCursor(position: LogPosition): string {
  return `${position.xid}-${position.seq}`
}

const CURSOR = /^(\d{1,20})-(\d{1,19})$/

/** Null when the text is no cursor of ours. */
export function parseCursor(text: string): LogPosition | null {
  const match = CURSOR.exec(text)
  if (!match) return null
  const position = { xid: BigInt(match[1] ?? 0), seq: BigInt(match[2] ?? 0) }
  return position.xid <= 0xffff_ffff_ffff_ffffn && position.seq <= 0x7fff_ffff_ffff_ffffn ? position : null
}

export function comparePositions(left: LogPosition, right: LogPosition): number {
  if (left.xid !== right.xid) return left.xid < right.xid ? -1 : 1
  if (left.seq !== right.seq) return left.seq < right.seq ? -1 : 1
  return 0
}
