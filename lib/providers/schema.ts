import { z } from 'zod'
import { PROVIDERS } from './domain.ts'
import { HEALTH } from './health.ts'
import { FAIL_BACK_MODES } from './lock.ts'

const holder = z.enum([...PROVIDERS, 'builtin'])

export const providerStatusSchema = z
  .strictObject({
    locked_provider: holder,
    is_locked: z.boolean().meta({ description: 'False while the built-in engines answer.' }),
    epoch: z.number().int(),
    lock_acquired_at: z.string(),
    reason: z.string(),
    consecutive_failures: z.number().int(),
    total_failures: z.number().int(),
    next_provider: z.enum(PROVIDERS).nullable(),
    provider_priority: z.array(z.enum(PROVIDERS)),
    audit_trail_count: z.number().int(),
    exhausted: z
      .boolean()
      .meta({ description: 'Every configured provider rests: the built-in engines answer.' }),
    fail_back: z.enum(FAIL_BACK_MODES),
    proposal: z
      .enum(PROVIDERS)
      .nullable()
      .meta({ description: 'A better provider that is well again and waits for the word of staff.' }),
    version: z.number().int(),
    providers: z.array(
      z.strictObject({
        name: z.enum(PROVIDERS),
        configured: z.boolean(),
        healthy: z.boolean().nullable().meta({ description: 'Null while it has not been checked.' }),
        cool_down_until: z.string().nullable(),
        last_error: z.string().nullable(),
        rests_because: z.enum(['quota', 'auth', 'unavailable', 'released']).nullable(),
        health: z.strictObject({
          status: z.enum(HEALTH),
          checks: z.number().int(),
          successes: z.number().int(),
          failures: z.number().int(),
          errorRate: z.number().nullable(),
          latencyMs: z.number().nullable(),
          lastError: z.string().nullable(),
          lastCheckedAt: z.string().nullable(),
          failedInARow: z.number().int(),
          cleanInARow: z.number().int(),
        }),
      }),
    ),
  })
  .meta({ id: 'ProviderStatus', description: 'Who answers AI questions, and who could.' })

export type ProviderStatus = z.infer<typeof providerStatusSchema>

const check = z.strictObject({
  provider: z.enum(PROVIDERS),
  kind: z.enum(['probe', 'canary', 'call']),
  ok: z.boolean(),
  latency_ms: z.number(),
  rule: z.string().nullable(),
  message: z.string().nullable(),
  at: z.string(),
})

export const providerChecksSchema = z.strictObject({ checks: z.array(check) })
export type ProviderChecks = z.infer<typeof providerChecksSchema>
export const checkBodySchema = z.strictObject({ provider: z.enum(PROVIDERS).optional() })

export const providerHistorySchema = z.strictObject({
  checks: z.array(check).meta({ description: 'The newest looks of the health monitor, newest first.' }),
  items: z.array(
    z.strictObject({
      seq: z.number().int(),
      kind: z.enum(['change', 'note']),
      at: z.string(),
      event: z.string(),
      from: holder,
      to: holder,
      epoch: z.number().int(),
      reason: z.string(),
      actor: z.string(),
      hash: z.string(),
    }),
  ),
})

export type ProviderHistory = z.infer<typeof providerHistorySchema>

export const trailVerdictSchema = z.strictObject({
  intact: z.boolean(),
  entries: z.number().int(),
  epoch: z.number().int(),
  broken_at: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'The number of the first entry that does not hold.' }),
  why: z.string().nullable(),
})

export type TrailVerdict = z.infer<typeof trailVerdictSchema>

/** What staff say why. */
const reason = z.string().trim().min(3, 'say why, in a few words').max(200)

export const lockBodySchema = z.strictObject({ provider: z.enum(PROVIDERS), reason })
export const releaseBodySchema = z.strictObject({ reason })
export const lockAnswerSchema = z.strictObject({
  locked_provider: holder,
  epoch: z.number().int(),
  seq: z.number().int(),
})

export const priorityBodySchema = z.strictObject({
  order: z.array(z.enum(PROVIDERS)).length(PROVIDERS.length),
})
export const failBackBodySchema = z.strictObject({ mode: z.enum(FAIL_BACK_MODES) })

export const drillReportSchema = z.strictObject({
  steps: z.array(
    z.strictObject({ name: z.string(), expected: z.string(), saw: z.string(), passed: z.boolean() }),
  ),
  passed: z.number().int(),
  calls: z.number().int(),
  took_ms: z.number().int(),
})

export type DrillReport = z.infer<typeof drillReportSchema>
