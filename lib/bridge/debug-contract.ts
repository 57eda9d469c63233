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
      'Latencies of the last five to ten minutes, in milliseconds. `sync` is request → commit; the others are measured from the commit.',
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
    queue: z.array(z.strictObject({ task: z.string(), waiting: count, running: count, failed: count })),
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
  })
  .meta({
    id: 'LockstepDebug',
    description:
      'Everything the debug page shows, apart from the event stream. Latencies and writes are of one process.',
  })

export type DebugReport = z.infer<typeof debugReportSchema>

export const lockstepDebugContract = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/debug',
  summary: 'How the bridge of this process stands',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  answer: debugReportSchema,
})
