import { z } from 'zod'
import { findUnsafe } from '#lib/platform/http/json-guard.ts'
import type { UserListQuery, UserRow } from './schema.ts'

const listCursorSchema = z.tuple([z.string(), z.string(), z.string(), z.string()])

/** Names the order it belongs to: a position among names means nothing among dates. */
export function writeListCursor({ sort, order }: UserListQuery, last: UserRow): string {
  return Buffer.from(JSON.stringify([sort, order, last[sort], last.id])).toString('base64url')
}

/** The place that a cursor names in the list in this order; null when it is none of this list's. */
export function readListCursor(text: string, query: UserListQuery): { key: string; id: string } | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const parsed = listCursorSchema.safeParse(value)
    if (!parsed.success || findUnsafe(value)) return null
    const [sort, order, key, id] = parsed.data
    if (sort !== query.sort || order !== query.order) return null
    if (sort === 'createdAt' && !z.iso.datetime().safeParse(key).success) return null
    return { key, id }
  } catch {
    return null
  }
}
