import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { alertRuleSchema, alertSchema, mismatchSchema, monitorRunSchema } from './monitor/schema.ts'
import { conflictSchema } from './schema.ts'

const count = z.number().int().min(0)
const ms = z.number()

const stageSchema = z
  .strictObject({
    count,
    p50: ms.nullable(),
    p95: ms.nullable(),
    p99: ms.nullable(),
    max: ms.nullable(),
    buckets: z.array(z.strictObject({ upToMs: ms, count })),
  })
  .meta({
    id: 'StageFigures',
    description:
      'Latencies of the last five to ten minutes over all processes, in milliseconds. `sync` is request → commit; the others are measured from the commit.',
  })

export const debugReportSchema = z
  .strictObject({
    at: z.string(),
    process: z.strictObject({
      pid: count,
      startedAt: z.string(),
      rssBytes: count,
      heapBytes: count,
      node: z.string(),
    }),
    health: z.enum(['EXCELLENT', 'GOOD', 'WARNING', 'CRITICAL']),
    verdict: z.strictObject({ tone: z.enum(['good', 'watch', 'bad']), title: z.string(), why: z.string() }),
    targetMs: ms,
    writes: z.strictObject({
      syncs: count,
      failed: count,
      averageMs: ms.nullable(),
      successRate: z.number().nullable(),
      failures: z.record(z.string(), count),
    }),
    stages: z.strictObject({
      sync: stageSchema,
      relayed: stageSchema,
      delivered: stageSchema,
      applied: stageSchema,
      rendered: stageSchema,
    }),
    relay: z
      .strictObject({
        running: z.boolean(),
        cursor: z.string(),
        relayed: count,
        lastRelayedAt: z.string().nullable(),
        failures: count,
        lastError: z.string().nullable(),
      })
      .nullable(),
    fence: z.strictObject({
      waiting: count,
      oldestMs: ms,
      oldestWriter: z.strictObject({ database: z.string(), application: z.string(), openMs: ms }).nullable(),
    }),
    pages: z.strictObject({ admin: count, user: count, behind: count }).meta({
      description: 'All open pages; `behind` have left a change unconfirmed for more than two seconds.',
    }),
    clients: z.array(
      z.strictObject({
        clientId: z.string(),
        userId: z.string(),
        name: z.string(),
        portal: z.string(),
        state: z.string(),
        cursor: z.string(),
        upToDate: z.boolean(),
        waiting: count,
        oldestWaitingMs: ms.nullable(),
        transport: z.string(),
        connectedAt: z.string(),
        pid: count.meta({ description: 'The process that it is connected to.' }),
      }),
    ),
    processes: z
      .array(
        z.strictObject({
          id: z.string(),
          pid: count,
          role: z.string(),
          startedAt: z.string(),
          seenAt: z.string(),
          isThis: z.boolean(),
          relayRunning: z.boolean(),
          cursor: z.string(),
          sockets: count,
          deliveredP95: ms.nullable(),
          rssBytes: count,
        }),
      )
      .meta({
        description: 'Every process that has been seen lately, as it told of itself up to two seconds ago.',
      }),
    alerts: z.array(alertSchema).meta({ description: 'Those that are open first, then the newest.' }),
    rules: z.array(alertRuleSchema),
    monitor: z.strictObject({
      runs: z.array(monitorRunSchema).meta({ description: 'The newest of each kind.' }),
      mismatches: z.array(mismatchSchema),
    }),
    cache: z.strictObject({
      entities: count,
      bytes: count,
      keptBytes: count,
      hits: count,
      misses: count,
      following: z.boolean(),
      recentEvents: count,
    }),
    faults: z.strictObject({
      allowed: z.boolean(),
      delayMs: count,
      duplicate: z.boolean(),
      relayStopped: z.boolean(),
    }),
    conflicts: z.array(conflictSchema),
    subscribers: z.array(
      z.strictObject({
        name: z.string(),
        types: z.array(z.string()),
        delivered: count,
        failed: count,
        lastError: z.string().nullable(),
      }),
    ),
    queue: z
      .array(
        z.strictObject({
          task: z.string(),
          waiting: count,
          running: count,
          retrying: count,
          failed: count,
          oldestMs: ms.nullable(),
          lastError: z.string().nullable(),
        }),
      )
      .meta({ description: 'Background tasks by name; `failed` have used up their attempts.' }),
    followers: z
      .array(
        z.strictObject({
          name: z.string(),
          cursor: z.string(),
          progress: z.string().nullable(),
          movedAt: z.string(),
          waiting: count,
          oldestMs: ms.nullable(),
        }),
      )
      .meta({ description: 'Durable readers of the log, with the events they have yet to work on.' }),
    database: z.strictObject({
      version: z.string(),
      sizeBytes: z.number(),
      connections: count,
      active: count,
      maxConnections: count,
      events: count,
      eventsEstimated: z.boolean(),
    }),
    provider: z.strictObject({
      holder: z.string(),
      epoch: count,
      since: z.string(),
      reason: z.string(),
      next: z.string().nullable(),
      failuresInARow: count,
      exhausted: z.boolean(),
      configured: z.array(
        z.strictObject({
          name: z.string(),
          healthy: z.boolean().nullable(),
          coolDownUntil: z.string().nullable(),
        }),
      ),
    }),
    scheduler: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        next_run: z.string(),
        last_run: z.string().nullable(),
        last_result: z.string().nullable(),
      }),
    ),
    clock: z
      .array(z.strictObject({ task: z.string(), lastAt: z.string().nullable() }))
      .meta({ description: 'Repeated tasks, and when each was last put into the queue.' }),
  })
  .meta({
    id: 'LockstepDebug',
    description:
      'Everything the debug page shows, apart from the event stream. Latencies, writes and pages are of all processes; of very many pages the furthest behind are listed.',
  })

export type DebugReport = z.infer<typeof debugReportSchema>

export const lockstepDebugContract = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/debug',
  summary: 'How the bridge stands',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  answer: debugReportSchema,
})

const moment = z.number().meta({ description: 'Unix milliseconds.' })
const reach = z.strictObject({ count, lastAt: moment.nullable() })

export const eventTraceSchema = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    entity: z.string(),
    entityId: z.string(),
    version: z.number().int(),
    fields: z.array(z.string()).readonly(),
    actor: z.strictObject({ id: z.string(), name: z.string(), role: z.string(), portal: z.string() }),
    conflicts: count,
    requestedAt: moment.nullable(),
    committedAt: moment,
    relayedAt: moment.nullable(),
    reach: z
      .strictObject({ of: count, delivered: reach, applied: reach, rendered: reach })
      .meta({ description: 'How many pages got how far; `of` leaves out those that went away before.' }),
    progress: count.meta({ description: 'Grows with every step that is known.' }),
    recipients: z.array(
      z.strictObject({
        clientId: z.string(),
        userId: z.string(),
        name: z.string(),
        portal: z.string(),
        pid: count,
        replayed: z.boolean(),
        sentAt: moment,
        deliveredAt: moment.optional(),
        appliedAt: moment.optional(),
        renderedAt: moment.optional(),
        goneAt: moment.optional(),
      }),
    ),
  })
  .meta({ id: 'EventTrace', description: 'The way of one event to every page that it was sent to.' })

export const eventTraceContract = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/events/{event_id}/trace',
  summary: 'Read who has seen an event',
  description:
    'Every page of every process that the event was sent to, those that have not seen it first. The newest thousand events of a process can be asked for.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  params: z.strictObject({
    event_id: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: 'Id of an event.', example: '0199c0de-0000-7000-8000-000000000004' }),
  }),
  answer: eventTraceSchema,
  refuses: ['not-found'],
})
