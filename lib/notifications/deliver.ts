import 'server-only'
import { appendEvents, type EventDraft, lockEntities } from '#lib/bridge/service.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import type { Sql } from '#lib/platform/db/transaction.ts'
import { belongsTo, coalesce, type Draft, grow } from './domain.ts'
import { notificationEntity, notificationId } from './entity.ts'
import * as repo from './repo.ts'

/**
 * Writes drafts as notifications, with their events, in the caller's transaction: an unread notification of the same
 * group grows, anything else is a new one, and a cause that has been told is told no more. The transaction must not
 * have written anything yet: the notifications that grow are locked before it gets its id, as every entity is.
 */
export async function deliver(sql: Sql, drafts: readonly Draft[]): Promise<void> {
  const people = await repo.existingPeople(
    sql,
    drafts.map(({ userId }) => userId),
  )
  const known = coalesce(drafts.filter(({ userId }) => people.has(userId)))
  if (known.length === 0) return
  const grouped = known.flatMap(({ userId, groupKey }) => (groupKey === null ? [] : [{ userId, groupKey }]))
  const candidates = await repo.readOpenGroups(sql, grouped, { lock: false })
  await lockEntities(
    sql,
    [...candidates.values()].map(({ id }) => `notification:${id}`),
  )
  // Again, now that they are ours: one may have been read meanwhile, and then it stays as it was read.
  const open = await repo.readOpenGroups(sql, grouped, { lock: true })
  const fresh: repo.NotificationRow[] = []
  const grown = new Map<string, repo.NotificationRow>()
  for (const draft of known) {
    const name = draft.groupKey === null ? '' : repo.groupName(draft.userId, draft.groupKey)
    const group = open.get(name)
    if (group && candidates.get(name)?.id === group.id && belongsTo(draft, group.at)) {
      grown.set(group.id, rowOf(grow(group, draft), group.id, group.version + 1))
      open.delete(name)
    } else fresh.push(rowOf(draft, notificationId(draft.userId, newId()), 1))
  }
  await repo.updateNotifications(sql, [...grown.values()], SYSTEM_ACTOR)
  const written = await repo.insertNotifications(sql, fresh, SYSTEM_ACTOR)
  await appendEvents(sql, [
    ...[...grown.values()].map((row) => eventOf(row, 'notification.updated')),
    ...fresh.filter(({ id }) => written.has(id)).map((row) => eventOf(row, 'notification.created')),
  ])
}

function rowOf(draft: Draft, id: string, version: number): repo.NotificationRow {
  const { userId, kind, cause, groupKey, subjects, count, at } = draft
  return { id, userId, kind, cause, groupKey, subjects, count, at, version, ...draft.words(draft) }
}

function eventOf(row: repo.NotificationRow, type: string): EventDraft {
  const { id, version, kind, title, body, link, count, at } = row
  const changed = { title, body, link, count, at }
  return {
    type,
    entity: 'notification',
    entityId: id,
    version,
    fields: type === 'notification.created' ? { kind, ...changed, readAt: null } : changed,
    actor: SYSTEM_ACTOR,
    rooms: notificationEntity.rooms(id),
  }
}
