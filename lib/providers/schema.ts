import { z } from 'zod'
import { PROVIDERS } from './domain.ts'

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
    exhausted: z.boolean(),
    version: z.number().int(),
    providers: z.array(
      z.strictObject({
        name: z.enum(PROVIDERS),
        configured: z.boolean(),
        healthy: z.boolean().nullable().meta({ description: 'Null while it has not been checked.' }),
        cool_down_until: z.string().nullable(),
        last_error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ProviderStatus', description: 'Who answers AI questions, and who could.' })

export type ProviderStatus = z.infer<typeof providerStatusSchema>

export const providerHistorySchema = z.strictObject({
  items: z.array(
    z.strictObject({
      seq: z.number().int(),
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
