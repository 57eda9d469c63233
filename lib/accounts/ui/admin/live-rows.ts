import type { Envelope } from '#lib/bridge/schema.ts'
import type { UserRow } from '../../schema.ts'

/** A row with what was heard since the page was read. */
export type LiveRow = UserRow & {
  /** The version that the page came with: what is newer has changed under the reader's eyes. */
  readonly firstVersion: number
  readonly changedBy: string | null
}

const SHOWN = ['email', 'name', 'role', 'status', 'plan'] as const

/** What an event does to the rows that are shown; null when it takes a reading of the list to know. */
export function patchRows(rows: readonly LiveRow[], event: Envelope): readonly LiveRow[] | null {
  if (event.entity !== 'user') return rows
  if (event.type === 'user.created' || event.type === 'user.deleted') return null
  const at = rows.findIndex(({ id }) => id === event.entityId)
  const row = rows[at]
  if (!row || event.version <= row.version) return rows
  // A version is missing: the event alone does not tell what the row looks like.
  if (event.version > row.version + 1) return null
  const changed = Object.fromEntries(
    SHOWN.filter((field) => field in event.fields).map((field) => [field, event.fields[field]]),
  )
  const next = { ...row, ...changed, version: event.version, changedBy: event.actor.name } as LiveRow
  return rows.toSpliced(at, 1, next)
}

export function liveRows(rows: readonly UserRow[]): readonly LiveRow[] {
  return rows.map((row) => ({ ...row, firstVersion: row.version, changedBy: null }))
}

/**
 * Rows that were read again: what was heard meanwhile and is newer stays, and what had lit up is not lit up again.
 */
export function mergeRows(read: readonly UserRow[], shown: readonly LiveRow[]): readonly LiveRow[] {
  const known = new Map(shown.map((row) => [row.id, row]))
  return read.map((row) => {
    const before = known.get(row.id)
    if (!before) return { ...row, firstVersion: row.version, changedBy: null }
    return before.version > row.version ? before : { ...before, ...row }
  })
}
