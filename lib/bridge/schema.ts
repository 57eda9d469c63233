import { z } from 'zod'

export type { FieldStamp, Fields, FieldValue } from './domain.ts'

const actorSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'user', 'system']),
  portal: z.enum(['admin', 'user', 'api', 'system']),
})

export const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])

const ruleSchema = z.enum(['protected', 'admin-override', 'last-write-wins'])

const claimSchema = z.strictObject({ value: fieldValueSchema, actor: actorSchema, at: z.string() })

export const conflictSchema = z
  .strictObject({
    id: z.string(),
    entity: z.string(),
    entityId: z.string(),
    field: z.string(),
    rule: ruleSchema,
    winner: z.enum(['incoming', 'current']),
    kept: claimSchema,
    lost: claimSchema,
    version: z.number().int(),
    at: z.string(),
  })
  .meta({
    id: 'Conflict',
    description: 'How a disagreement about one field ended: both values, who, when, by which rule.',
  })

export const CONFLICT_RULES = ruleSchema.options

/** What of the conflicts is asked for. */
export const conflictQuerySchema = z.strictObject({
  entity: z.string().max(40).optional().meta({ description: 'Kind of entity.', example: 'profile' }),
  entityId: z.string().max(80).optional(),
  field: z.string().max(64).optional().meta({ example: 'headline' }),
  rule: ruleSchema.optional(),
  won: z
    .enum(['admin', 'user', 'system'])
    .optional()
    .meta({ description: 'The role of whose value stands.' }),
  person: z
    .string()
    .trim()
    .max(120)
    .optional()
    .meta({ description: 'Part of the name or the e-mail of whose record it is. For staff.' }),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional().meta({ description: 'Up to, and without, this moment.' }),
  before: z.string().max(64).optional().meta({ description: '`nextCursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(25),
})

export type ConflictQuery = z.infer<typeof conflictQuerySchema>

/** The body of every entity update: what the caller saw last and what they want changed. */
export const syncBodySchema = z.strictObject({
  baseVersion: z
    .union([z.number().int().min(0), z.record(z.string(), z.number().int().min(0))])
    .optional()
    .meta({
      description:
        'The version that the caller has seen. One number for the entity being edited, or a number per entity when the fields belong to several. May come as If-Match instead.',
      example: 3,
    }),
  fields: z.record(z.string().max(64), z.unknown()).meta({ example: { headline: 'Data engineer' } }),
  idempotencyKey: z.uuid().optional(),
})

export const syncAnswerSchema = z
  .strictObject({
    success: z.boolean(),
    userId: z.string(),
    version: z.number().int(),
    versions: z.record(z.string(), z.number().int()),
    applied: z.array(z.string()),
    refused: z.array(z.strictObject({ field: z.string(), rule: ruleSchema })),
    conflicts: z.array(conflictSchema),
    latencyMs: z.number(),
  })
  .meta({ id: 'SyncAnswer', description: 'What the sync coordinator did with a write.' })

export const envelopeSchema = z
  .strictObject({
    v: z.literal(1),
    id: z.string(),
    cursor: z.string(),
    type: z.string(),
    entity: z.string(),
    entityId: z.string(),
    version: z.number().int(),
    fields: z.record(z.string(), z.unknown()),
    actor: actorSchema,
    committedAt: z.string(),
    conflicts: z.array(conflictSchema),
  })
  .meta({ id: 'EventEnvelope', description: 'One change, as the socket and the event log tell it.' })

export const snapshotSchema = z
  .strictObject({
    entity: z.string(),
    id: z.string(),
    version: z.number().int(),
    fields: z.record(z.string(), z.unknown()),
    meta: z.record(
      z.string(),
      z.strictObject({ version: z.number().int(), actor: actorSchema, at: z.string() }),
    ),
  })
  .meta({ id: 'EntitySnapshot', description: 'An entity as it is now, with who changed each field last.' })

/** Says only what it needs: a client may well send its whole hello back. */
export const resumeSchema = z.object({ epoch: z.string().max(64), cursor: z.string().max(64) })

export const digestSchema = z.object({
  cursor: z.string().max(64),
  entities: z
    .array(z.object({ key: z.string().max(200), version: z.number().int(), hash: z.string().max(128) }))
    .max(200),
})

export const eventIdSchema = z.strictObject({ id: z.string().max(64) })

export type ConflictRecord = z.infer<typeof conflictSchema>
export type SyncAnswer = z.infer<typeof syncAnswerSchema>
export type Envelope = z.infer<typeof envelopeSchema>
export type Snapshot = z.infer<typeof snapshotSchema>
export type Resume = z.infer<typeof resumeSchema>

const latency = z.number().nullable()

const stageSchema = z.strictObject({
  count: z.number().int(),
  p50: latency,
  p95: latency,
  p99: latency,
  max: latency,
  buckets: z.array(z.strictObject({ upToMs: z.number(), count: z.number().int() })),
})

/** The performance contract of the bridge. Latencies are milliseconds; null means that nothing was measured yet. */
export const performanceSchema = z
  .strictObject({
    sync_count: z.number().int().meta({ description: 'Writes through the sync coordinator.' }),
    failed_syncs: z
      .number()
      .int()
      .meta({ description: 'Writes that failed by our fault; refusals are none.' }),
    avg_latency_ms: latency.meta({ description: 'Moving average, the newest write weighing 0.2.' }),
    event_count: z.number().int().meta({ description: 'Events relayed.' }),
    p50: latency,
    p95: latency,
    p99: latency,
    sync_health: z.enum(['EXCELLENT', 'GOOD', 'WARNING', 'CRITICAL']),
    event_bus_size: z.number().int().meta({
      description: 'Events in the log; above 10,000 the estimate of the database’s own statistics.',
    }),
    state_size: z.number().int().meta({
      description: 'Rows of all synchronised entities, counted or estimated in the same way.',
    }),
    timestamp: z.string(),
    failures: z
      .record(z.string(), z.number().int())
      .meta({ description: 'Refused and failed writes by code.' }),
    stages: z.record(z.string(), stageSchema).meta({
      description: 'sync: request to commit; the others: commit to relayed, delivered, applied, rendered.',
    }),
  })
  .meta({ id: 'LockstepMetrics' })

export type Performance = z.infer<typeof performanceSchema>
