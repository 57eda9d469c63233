import 'server-only'
import { db, Prisma } from '#lib/platform/db/client.ts'
import type { BulkUpdate, UserListQuery, UserRow } from './schema.ts'

/** Columns that a list may be sorted by; anything else has been refused by the schema. */
const SORT_COLUMNS = {
  name: 'name',
  email: 'email',
  role: 'role',
  status: 'status',
  createdAt: 'created_at',
} as const

type ListRow = {
  id: string
  email: string
  name: string
  role: 'admin' | 'user'
  status: 'active' | 'suspended'
  plan: string
  version: number
  created_at: Date
}

type After = { readonly key: string; readonly id: string }

/**
 * One page of people after a cursor `{key, id}` in the order asked for. Reads one row more than the page, to know
 * whether another follows.
 */
export async function listUserRows(query: UserListQuery, after: After | null): Promise<UserRow[]> {
  const rows = await db().$queryRaw<ListRow[]>(listSql(query, after))
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }))
}

export async function countUserRows(query: UserListQuery): Promise<number> {
  const rows = await db().$queryRaw<{ count: number }[]>(countSql(query))
  return rows[0]?.count ?? 0
}

/** The statement behind `listUserRows`. */
export function listSql(query: UserListQuery, after: After | null): Prisma.Sql {
  const column = Prisma.raw(`"${SORT_COLUMNS[query.sort]}"`)
  const sortType = Prisma.raw(query.sort === 'createdAt' ? 'timestamptz' : 'text')
  const direction = Prisma.raw(query.order === 'asc' ? 'ASC' : 'DESC')
  const beyond = Prisma.raw(query.order === 'asc' ? '>' : '<')
  return Prisma.sql`
    SELECT id, email, name, role, status, plan, version, created_at FROM "user"
    WHERE ${userFilter(query)}
      ${after ? Prisma.sql`AND (${column}, id) ${beyond} (${after.key}::${sortType}, ${after.id})` : Prisma.empty}
    ORDER BY ${column} ${direction}, id ${direction}
    LIMIT ${query.limit + 1}`
}

/** The statement behind `countUserRows`. */
export function countSql(query: UserListQuery): Prisma.Sql {
  return Prisma.sql`SELECT count(*)::int AS count FROM "user" WHERE ${userFilter(query)}`
}

/** A page of people of a selection, by id: a page that follows is not moved by what was changed meanwhile. */
export async function readSelected(
  select: BulkUpdate['select'],
  afterId: string,
  limit: number,
): Promise<{ id: string; name: string; user: number; profile: number }[]> {
  const chosen = 'ids' in select ? Prisma.sql`u.id = ANY(${select.ids}::text[])` : userFilter(select.filter)
  return db().$queryRaw`
    SELECT u.id, u.name, u.version AS user, p.version AS profile
    FROM "user" u JOIN profile p ON p.user_id = u.id
    WHERE ${chosen} AND u.id > ${afterId} ORDER BY u.id LIMIT ${limit}`
}

export async function countSelected(select: BulkUpdate['select']): Promise<number> {
  const chosen = 'ids' in select ? Prisma.sql`u.id = ANY(${select.ids}::text[])` : userFilter(select.filter)
  const rows = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "user" u WHERE ${chosen}`
  return rows[0]?.count ?? 0
}

function userFilter(query: Pick<UserListQuery, 'q' | 'role' | 'status'>): Prisma.Sql {
  const pattern = query.q ? `%${query.q.replace(/[\\%_]/g, '\\$&')}%` : null
  return Prisma.sql`TRUE
    ${pattern ? Prisma.sql`AND (name ILIKE ${pattern} OR email ILIKE ${pattern})` : Prisma.empty}
    ${query.role ? Prisma.sql`AND role = ${query.role}` : Prisma.empty}
    ${query.status ? Prisma.sql`AND status = ${query.status}` : Prisma.empty}`
}
