import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { db, type Tx } from '#lib/platform/db/client.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { Notification, NotificationQuery } from './schema.ts'

/** A notification as it is written. */
export type NotificationRow = Omit<Notification, 'readAt'> & {
  readonly userId: string
  readonly cause: string
  readonly groupKey: string | null
  readonly subjects: readonly string[]
}

/** An unread notification that may grow. */
export type OpenGroup = {
  id: string
  user_id: string
  group_key: string
  cause: string
  count: number
  subjects: string[]
  at: string
  version: number
}

/** The newest unread notification of each group, by person. Rows stay locked when `lock` is set. */
export async function readOpenGroups(
  within: Sql,
  groups: readonly { userId: string; groupKey: string }[],
  options: { lock: boolean },
): Promise<Map<string, OpenGroup>> {
  if (groups.length === 0) return new Map()
  const rows = await within.rows<OpenGroup>({
    name: options.lock ? 'lock-notification-groups' : 'read-notification-groups',
    text: `
      SELECT id, user_id, group_key, cause, count, subjects, at, version FROM notification
      WHERE read_at IS NULL AND (user_id, group_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))
      ORDER BY at, id ${options.lock ? 'FOR UPDATE' : ''}`,
    values: [groups.map(({ userId }) => userId), groups.map(({ groupKey }) => groupKey)],
  })
  return new Map(rows.map((row) => [groupName(row.user_id, row.group_key), row]))
}

export function groupName(userId: string, groupKey: string): string {
  return `${userId} ${groupKey}`
}

/** Which of these people exist: who was deleted is told nothing. */
export async function existingPeople(within: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await within.rows<{ id: string }>({
    name: 'existing-people',
    text: 'SELECT id FROM "user" WHERE id = ANY ($1::text[])',
    values: [[...new Set(ids)]],
  })
  return new Set(rows.map(({ id }) => id))
}

/** A page of the people whose home region this is, by id. */
export async function peopleAtHomeIn(
  regionCode: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db().preferences.findMany({
    where: { homeRegion: regionCode, ...(after === null ? {} : { userId: { gt: after } }) },
    orderBy: { userId: 'asc' },
    take: limit,
    select: { userId: true },
  })
  return rows.map(({ userId }) => userId)
}

/** Who of staff can do something about what concerns the whole product. */
export async function activeAdmins(): Promise<string[]> {
  const rows = await db().user.findMany({ where: { role: 'admin', status: 'active' }, select: { id: true } })
  return rows.map(({ id }) => id)
}

/** Which of these regions are somebody's home. */
export async function homeRegions(codes: readonly string[]): Promise<Set<string>> {
  const rows = await db().preferences.findMany({
    where: { homeRegion: { in: [...codes] } },
    distinct: ['homeRegion'],
    select: { homeRegion: true },
  })
  return new Set(rows.map(({ homeRegion }) => homeRegion))
}

const ROW_TYPE =
  'id text, user_id text, cause text, group_key text, subjects text[], kind text, title text, body text, link text, count int, at text, version int, field_meta jsonb'

function asRows(rows: readonly NotificationRow[], actor: Actor): string {
  return JSON.stringify(
    rows.map((row) => ({
      id: row.id,
      user_id: row.userId,
      cause: row.cause,
      group_key: row.groupKey,
      subjects: row.subjects,
      kind: row.kind,
      title: row.title,
      body: row.body,
      link: row.link,
      count: row.count,
      at: row.at,
      version: row.version,
      field_meta: Object.fromEntries(
        ['kind', 'title', 'body', 'link', 'count', 'at'].map((field) => [
          field,
          { version: row.version, actor, at: row.at },
        ]),
      ),
    })),
  )
}

/**
 * Writes new notifications. Those whose cause has been told are left out, and those of a person who is being deleted or
 * was. Answers the ids of what was written.
 */
export async function insertNotifications(
  within: Sql,
  rows: readonly NotificationRow[],
  actor: Actor,
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const written = await within.rows<{ id: string }>({
    name: 'insert-notifications',
    text: `
      INSERT INTO notification
        (id, user_id, cause, group_key, subjects, kind, title, body, link, count, at, version, field_meta)
      SELECT row.* FROM jsonb_to_recordset($1::jsonb) AS row(${ROW_TYPE})
      JOIN "user" person ON person.id = row.user_id FOR KEY SHARE OF person
      ON CONFLICT (user_id, cause) DO NOTHING RETURNING id`,
    values: [asRows(rows, actor)],
  })
  return new Set(written.map(({ id }) => id))
}

/** Writes what grown notifications say now. */
export async function updateNotifications(
  within: Sql,
  rows: readonly NotificationRow[],
  actor: Actor,
): Promise<void> {
  if (rows.length === 0) return
  await within.rows({
    name: 'update-notifications',
    text: `
      UPDATE notification SET subjects = row.subjects, title = row.title, body = row.body, link = row.link,
        count = row.count, at = row.at, version = row.version,
        field_meta = notification.field_meta || row.field_meta, updated_at = clock_timestamp()
      FROM jsonb_to_recordset($1::jsonb) AS row(${ROW_TYPE})
      WHERE notification.id = row.id`,
    values: [asRows(rows, actor)],
  })
}

const SHOWN = {
  id: true,
  kind: true,
  title: true,
  body: true,
  link: true,
  count: true,
  at: true,
  readAt: true,
  version: true,
} as const

/** A page of one person's, newest first, with one row more to tell whether another page follows. */
export async function listOfPerson(
  userId: string,
  query: Pick<NotificationQuery, 'show'> & { after: { at: string; id: string } | null; limit: number },
): Promise<Notification[]> {
  const { after } = query
  const rows = await db().notification.findMany({
    where: {
      userId,
      ...(query.show === 'unread' ? { readAt: null } : {}),
      ...(after ? { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] } : {}),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: query.limit,
    select: SHOWN,
  })
  return rows as Notification[]
}

export async function findOfPerson(userId: string, id: string): Promise<Notification | null> {
  return (await db().notification.findFirst({ where: { id, userId }, select: SHOWN })) as Notification | null
}

export function countUnread(userId: string): Promise<number> {
  return db().notification.count({ where: { userId, readAt: null } })
}

/** Ids of a person's unread notifications, oldest first. */
export async function unreadIds(userId: string, limit: number): Promise<string[]> {
  const rows = await db().notification.findMany({
    where: { userId, readAt: null },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Marks a person's notifications as read; answers those that were unread, with their new version. */
export async function markRead(
  tx: Tx,
  userId: string,
  ids: readonly string[],
  reader: { actor: Actor; at: string },
): Promise<{ id: string; version: number }[]> {
  const stamp = JSON.stringify({ actor: reader.actor, at: reader.at })
  return tx.$queryRaw`
    UPDATE notification SET read_at = ${reader.at}, version = version + 1, updated_at = clock_timestamp(),
      field_meta = jsonb_set(field_meta, '{readAt}', ${stamp}::jsonb || jsonb_build_object('version', version + 1))
    WHERE user_id = ${userId} AND id = ANY (${[...ids]}::text[]) AND read_at IS NULL
    RETURNING id, version`
}

export async function idsBefore(time: Date, limit: number): Promise<string[]> {
  const rows = await db().notification.findMany({
    where: { createdAt: { lt: time } },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

export function deleteNotifications(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; version: number }[]> {
  return tx.$queryRaw`DELETE FROM notification WHERE id = ANY (${[...ids]}::text[]) RETURNING id, version`
}

export async function deleteOfPerson(within: Sql, userId: string): Promise<void> {
  await within.rows({ text: 'DELETE FROM notification WHERE user_id = $1', values: [userId] })
}
