import 'server-only'
import { appendEvents, lockEntities, pokeRelay } from '#lib/bridge/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inTransaction, type Sql, sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { notificationEntity, notificationId } from './entity.ts'
import * as repo from './repo.ts'
import type { Notification, NotificationList, NotificationQuery } from './schema.ts'

/**
 * Tells a person something, in the caller's transaction: they are told exactly when its data are there. `cause` is
 * unique a person, e.g. `invoice:<id>:paid`; the same one again, or a person who does not exist, changes nothing.
 * `link` is a path of the product. Call `pokeRelay` once the transaction has committed.
 */
export async function notify(
  tx: Tx | Sql,
  message: { userId: string; cause: string; title: string; body: string; link: string },
): Promise<void> {
  const { userId, cause, title, body, link } = message
  const sql = sqlOf(tx)
  if (!(await repo.existingPeople(sql, [userId])).has(userId)) return
  const at = new Date().toISOString()
  const id = notificationId(userId, newId())
  const row = { id, userId, cause, title, body, link, kind: 'message', count: 1, at, version: 1 } as const
  const written = await repo.insertNotifications(
    sql,
    [{ ...row, groupKey: null, subjects: [] }],
    SYSTEM_ACTOR,
  )
  if (!written.has(id)) return
  await appendEvents(sql, [
    {
      type: 'notification.created',
      entity: 'notification',
      entityId: id,
      version: 1,
      fields: { kind: row.kind, title, body, link, count: 1, at, readAt: null },
      actor: SYSTEM_ACTOR,
      rooms: notificationEntity.rooms(id),
    },
  ])
}

/** A page of the actor's own, newest first. Error: `invalid` when the cursor is none of this list. */
export async function listNotifications(
  actor: Actor,
  query: NotificationQuery,
): Promise<Result<NotificationList, DomainError>> {
  const after = query.before === undefined ? null : readCursor(query.before)
  if (query.before !== undefined && !after) {
    return err(
      domainError('invalid', 'The cursor is not one of this list.', {
        fields: [{ path: 'before', message: 'is not one of this list' }],
      }),
    )
  }
  const [rows, unread] = await Promise.all([
    repo.listOfPerson(actor.id, { show: query.show, after, limit: query.limit + 1 }),
    repo.countUnread(actor.id),
  ])
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return ok({ items, nextCursor: last ? `${last.at}_${last.id}` : null, unread })
}

function readCursor(text: string): { at: string; id: string } | null {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_(\S{1,120})$/.exec(text)
  return match?.[1] && match[2] ? { at: match[1], id: match[2] } : null
}

export function countUnread(actor: Actor): Promise<number> {
  return repo.countUnread(actor.id)
}

/** Marks one as read; what is read stays as it is. Error: `not-found`, also for those of others. */
export async function markRead(actor: Actor, id: string): Promise<Result<Notification, DomainError>> {
  await markAsRead(actor, [id])
  const found = await repo.findOfPerson(actor.id, id)
  return found ? ok(found) : err(domainError('not-found', 'There is no such notification.'))
}

const READ_BATCH = 500

/** Marks all as read that are there now. Answers how many were not. */
export async function markAllRead(actor: Actor): Promise<{ read: number; unread: number }> {
  let read = 0
  for (;;) {
    const ids = await repo.unreadIds(actor.id, READ_BATCH)
    if (ids.length > 0) read += await markAsRead(actor, ids)
    if (ids.length < READ_BATCH) break
  }
  return { read, unread: await repo.countUnread(actor.id) }
}

async function markAsRead(actor: Actor, ids: readonly string[]): Promise<number> {
  const at = new Date().toISOString()
  const changed = await inTransaction(async (tx) => {
    await lockEntities(
      tx,
      ids.map((id) => `notification:${id}`),
    )
    const rows = await repo.markRead(tx, actor.id, ids, { actor, at })
    await appendEvents(
      tx,
      rows.map(({ id, version }) => ({
        type: 'notification.updated',
        entity: 'notification',
        entityId: id,
        version,
        fields: { readAt: at },
        actor,
        rooms: notificationEntity.rooms(id),
      })),
    )
    return rows.length
  })
  if (changed > 0) pokeRelay()
  return changed
}

/**
 * Deletes everything that a person was told, in the transaction that deletes the person. No event tells of it: nobody
 * but the person hears of their notifications.
 */
export async function dropNotificationsOf(tx: Tx | Sql, userId: string): Promise<void> {
  await repo.deleteOfPerson(sqlOf(tx), userId)
}

const DAY_MS = 24 * 60 * 60 * 1_000
const PRUNE_BATCH = 500

/** Deletes notifications older than the given number of days, read or not, in short transactions. */
export async function pruneNotifications(now: Date, keptDays: number): Promise<number> {
  const before = new Date(now.getTime() - keptDays * DAY_MS)
  let pruned = 0
  for (;;) {
    const ids = await repo.idsBefore(before, PRUNE_BATCH)
    if (ids.length === 0) return pruned
    pruned += await inTransaction(async (tx) => {
      await lockEntities(
        tx,
        ids.map((id) => `notification:${id}`),
      )
      const gone = await repo.deleteNotifications(tx, ids)
      await appendEvents(
        tx,
        gone.map(({ id, version }) => ({
          type: 'notification.deleted',
          entity: 'notification',
          entityId: id,
          version: version + 1,
          fields: {},
          actor: SYSTEM_ACTOR,
          rooms: notificationEntity.rooms(id),
        })),
      )
      return gone.length
    })
    pokeRelay()
  }
}
