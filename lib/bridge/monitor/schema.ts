import { z } from 'zod'
import { METRICS, type Metric } from './alert-domain.ts'

const metric = z.enum(Object.keys(METRICS) as [Metric, ...Metric[]])
const severity = z.enum(['watch', 'bad'])

export const alertSchema = z
  .strictObject({
    id: z.string(),
    rule: z.string(),
    metric,
    severity,
    threshold: z.number(),
    worst: z.number().meta({ description: 'The worst value while it was open.' }),
    detail: z.string(),
    opened_at: z.string(),
    resolved_at: z.string().nullable(),
  })
  .meta({ id: 'Alert', description: 'One time that a rule was met, from when to when.' })

export const alertRuleSchema = z
  .strictObject({
    id: z.string(),
    metric,
    comparison: z.enum(['above', 'below']),
    threshold: z.number(),
    forSeconds: z.number().int().meta({ description: 'How long it has to be so before somebody is told.' }),
    severity,
    enabled: z.boolean(),
  })
  .meta({ id: 'AlertRule' })

/** What staff may change of a rule. */
export const alertRuleChangeSchema = z
  .strictObject({
    threshold: z.number().min(0).max(1e9),
    forSeconds: z.number().int().min(0).max(3_600),
    enabled: z.boolean(),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'needs something to change')

export type AlertRecord = z.infer<typeof alertSchema>

export const historyPointSchema = z
  .strictObject({
    at: z.string(),
    count: z.number().int(),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  })
  .meta({
    id: 'LatencyPoint',
    description: 'Latencies of one step of time over all processes, in milliseconds.',
  })

export type HistoryPoint = z.infer<typeof historyPointSchema>

export const MONITOR_KINDS = ['latency', 'consistency', 'integration'] as const

export const monitorRunSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(MONITOR_KINDS),
    status: z.enum(['running', 'passed', 'failed']),
    requested_by: z.string(),
    started_at: z.string(),
    finished_at: z.string().nullable(),
    report: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'MonitorRun', description: 'A run of the monitor: what it looked at and what it found.' })

export type MonitorRun = z.infer<typeof monitorRunSchema>

export const mismatchSchema = z
  .strictObject({
    id: z.string(),
    runId: z.string(),
    teller: z.enum(['log', 'cache', 'page']).meta({ description: 'Who tells otherwise than the database.' }),
    clientId: z.string().nullable(),
    entity: z.string(),
    entityId: z.string(),
    field: z.string().meta({ description: '`*` where only the whole entity could be compared.' }),
    stored: z.unknown(),
    told: z.unknown(),
  })
  .meta({ id: 'SyncMismatch' })

export type MismatchRecord = z.infer<typeof mismatchSchema>
export type Mismatch = Omit<MismatchRecord, 'id' | 'runId'>
