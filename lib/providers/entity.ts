import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'

/** The provider lock as both portals see it; only its own transitions write it. */
export const providerEntity: EntityDefinition = {
  name: 'provider',
  table: 'provider_lock',
  idColumn: 'id',
  columns: {
    holder: { column: 'holder', type: 'text' },
    epoch: { column: 'epoch', type: 'integer' },
    failures: { column: 'failures', type: 'integer' },
    reason: { column: 'reason', type: 'text' },
    seq: { column: 'seq', type: 'integer' },
    exhausted: { column: 'exhausted', type: 'boolean' },
    proposal: { column: 'proposal', type: 'text' },
  },
  protectedFields: new Set(),
  reservedFields: new Set(),
  mayRead: () => true,
  mayWrite: () => false,
  rooms: () => [rooms.everyone],
  ownerOf: () => null,
}
