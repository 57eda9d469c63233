import { z } from 'zod'
import type { EntityDefinition } from '../entity.ts'

const line = z.string().max(200)

/** The canary's record: an entity like any other, which belongs to nobody and which only canaries hear of. */
export const canaryEntity: EntityDefinition = {
  name: 'canary',
  table: 'canary',
  idColumn: 'id',
  columns: {
    value: { column: 'value', type: 'text' },
    note: { column: 'note', type: 'text' },
    level: { column: 'level', type: 'text' },
  },
  patchSchema: z.strictObject({ value: line, note: line, level: line }).partial(),
  protectedFields: new Set(['level']),
  reservedFields: new Set(),
  mayRead: (actor, id) => actor.role !== 'user' || actor.id === id,
  mayWrite: (actor, id) => actor.role !== 'user' || actor.id === id,
  rooms: (id) => [canaryRoom(id)],
  ownerOf: () => null,
}

export function canaryRoom(id: string): string {
  return `canary:${id}`
}
