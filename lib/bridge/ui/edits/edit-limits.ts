import type { KeptEdit } from './edit-journal.ts'

/** What one person may have waiting in one browser: enough for a long flight, and no more than any browser keeps. */
export const EDITS_AT_MOST = 500
export const EDIT_BYTES_AT_MOST = 1024 * 1024
/** An edit that waited longer is not sent without asking: the person may have forgotten it. */
export const EDIT_SENT_WITHIN_MS = 7 * 24 * 60 * 60 * 1_000

const encoder = new TextEncoder()

/** Bytes of an edit as JSON in UTF-8. */
export function bytesOf(edit: Pick<KeptEdit, 'entity' | 'id' | 'fields'>): number {
  return encoder.encode(JSON.stringify([edit.entity, edit.id, edit.fields])).length
}
