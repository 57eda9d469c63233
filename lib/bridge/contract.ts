import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import {
  conflictQuerySchema,
  conflictSchema,
  envelopeSchema,
  performanceSchema,
  snapshotSchema,
} from './schema.ts'

const CURSOR = '812-4417'

export const getMetrics = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/metrics',
  summary: 'Read how the bridge performs',
  description:
    'Counts since this process started; latencies and health over its last five to ten minutes. Each process of ' +
    'several answers for itself.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  answer: performanceSchema,
})

export const listEvents = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/events',
  summary: 'Read the event log',
  description:
    'The same events in the same order as the socket sends, after a cursor; without one, from the beginning that ' +
    'is kept. Staff see every event of both portals, others those of their own record. Pass `nextCursor` on as ' +
    '`after`. When `epoch` differs from the one you know, or your cursor is older than the log, read everything anew.',
  tag: 'Lockstep',
  access: 'user',
  rate: 'general',
  query: z.strictObject({
    after: z.string().max(64).optional().meta({ description: 'Cursor to read on from.', example: CURSOR }),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.strictObject({
    epoch: z.string().meta({ description: 'Names the history that cursors belong to.' }),
    items: z.array(envelopeSchema),
    nextCursor: z.string(),
  }),
})

export const listConflicts = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/conflicts',
  summary: 'List conflicts',
  description: 'Newest first. Staff see all, others those of their own record.',
  tag: 'Lockstep',
  access: 'user',
  rate: 'general',
  query: conflictQuerySchema,
  answer: z.strictObject({ items: z.array(conflictSchema), nextCursor: z.string().nullable() }),
})

export const getEntity = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/entities/{entity}/{id}',
  summary: 'Read a synchronised entity',
  description:
    'As it is now. It may come from memory that is kept up by events: say as `atLeast` which version you have met, ' +
    'and you never get an older one. What is not yours answers 404.',
  tag: 'Lockstep',
  access: 'user',
  rate: 'general',
  params: z.strictObject({
    entity: z.string().min(1).max(40).meta({ description: 'Kind of entity.', example: 'profile' }),
    id: z
      .string()
      .min(1)
      .max(80)
      .meta({ description: 'Its id.', example: '0199c0de-0000-7000-8000-000000000001' }),
  }),
  query: z.strictObject({
    atLeast: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .meta({ description: 'The newest version you have met.' }),
  }),
  answer: snapshotSchema,
  refuses: ['not-found'],
})
