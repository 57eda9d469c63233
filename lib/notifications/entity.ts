import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'

/** A notification's id begins with its person's, so that whose it is can be told without looking. */
export function notificationId(userId: string, unique: string): string {
  return `${userId}.${unique}`
}

export function ownerOfNotification(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('.')))
}

/** Written by the product alone; its person reads it and marks it as read through the service. */
export const notificationEntity: EntityDefinition = {
  name: 'notification',
  table: 'notification',
  idColumn: 'id',
  columns: {
    kind: { column: 'kind', type: 'text' },
    title: { column: 'title', type: 'text' },
    body: { column: 'body', type: 'text' },
    link: { column: 'link', type: 'text' },
    count: { column: 'count', type: 'integer' },
    at: { column: 'at', type: 'text' },
    readAt: { column: 'read_at', type: 'text' },
  },
  protectedFields: new Set(),
  reservedFields: new Set(),
  mayRead: (actor, id) => actor.role === 'system' || actor.id === ownerOfNotification(id),
  mayWrite: () => false,
  rooms: (id) => [rooms.user(ownerOfNotification(id))],
  ownerOf: ownerOfNotification,
}
