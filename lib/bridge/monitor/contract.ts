import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { alertRuleSchema, alertSchema, historyPointSchema } from './schema.ts'

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
