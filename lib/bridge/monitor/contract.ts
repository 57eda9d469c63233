import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { performanceSchema } from '../schema.ts'
import {
  alertRuleSchema,
  alertSchema,
  historyPointSchema,
  MONITOR_KINDS,
  mismatchSchema,
  monitorRunSchema,
} from './schema.ts'

export const listAlerts = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/alerts',
  summary: 'List alerts and what is watched',
  description: 'Those that are open first, then the newest; and every rule with its threshold.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.strictObject({ items: z.array(alertSchema), rules: z.array(alertRuleSchema) }),
})

export const readHistory = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/history',
  summary: 'Read how long things took',
  description: 'Latencies of a stage over time and over all processes, from seven days ago on.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  query: z.strictObject({
    stage: z.enum(['sync', 'relayed', 'delivered', 'applied', 'rendered']).default('delivered'),
    hours: z.coerce.number().int().min(1).max(168).default(24),
    stepMinutes: z.coerce.number().int().min(1).max(1_440).default(15),
  }),
  answer: z.strictObject({ items: z.array(historyPointSchema) }),
})

export const getHealth = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/health',
  summary: 'Read whether everything is in step',
  description:
    'The figures, what the last check of consistency found, and how each kind of check ended last.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  answer: z.strictObject({
    in_sync: z.boolean(),
    mismatches: z.number().int(),
    health: z.string(),
    metrics: performanceSchema,
    last: z.strictObject({
      latency: monitorRunSchema.nullable(),
      consistency: monitorRunSchema.nullable(),
      integration: monitorRunSchema.nullable(),
    }),
  }),
})

export const runMonitor = defineContract({
  method: 'POST',
  path: '/api/v1/lockstep/monitor/run',
  summary: 'Run the monitor',
  description:
    'Measures the way there and back with a canary, compares log, memory and pages with the database, or tests the ' +
    'bridge on canaries. Safe in production; the answer comes when it has ended.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  body: z.strictObject({ kind: z.enum(MONITOR_KINDS) }),
  answer: monitorRunSchema,
  audited: true,
  examples: { body: { kind: 'integration' } },
})

export const listMonitorRuns = defineContract({
  method: 'GET',
  path: '/api/v1/lockstep/monitor/runs',
  summary: 'List runs of the monitor',
  description: 'Newest first, with what the last check of consistency found and nobody has repaired.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(25) }),
  answer: z.strictObject({ runs: z.array(monitorRunSchema), mismatches: z.array(mismatchSchema) }),
})

export const repairMismatch = defineContract({
  method: 'POST',
  path: '/api/v1/lockstep/monitor/repair/{mismatch_id}',
  summary: 'Repair a mismatch',
  description: 'What is stored stays; whoever tells otherwise is made to agree with it.',
  tag: 'Lockstep',
  access: 'admin',
  rate: 'general',
  params: z.strictObject({
    mismatch_id: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: 'Id of a mismatch.', example: '0199c0de-0000-7000-8000-000000000003' }),
  }),
  answer: mismatchSchema,
  audited: true,
  refuses: ['not-found'],
})
