import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'

/** Written by the worker only; staff of both portals' back office see it move. */
export const jobEntity: EntityDefinition = {
  name: 'job',
  table: 'job_run',
  idColumn: 'id',
  columns: {
    kind: { column: 'kind', type: 'text' },
    status: { column: 'status', type: 'text' },
    progress: { column: 'progress', type: 'jsonb' },
    report: { column: 'report', type: 'jsonb' },
    error: { column: 'error', type: 'text' },
  },
  protectedFields: new Set(),
  reservedFields: new Set(),
  mayRead: (actor) => actor.role !== 'user',
  mayWrite: () => false,
  rooms: () => [rooms.admins],
  ownerOf: () => null,
}
