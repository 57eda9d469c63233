import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { providerHistorySchema, providerStatusSchema } from './schema.ts'

export const getProviderStatus = defineContract({
  method: 'GET',
  path: '/api/v1/admin/providers/status',
  summary: 'Read who answers AI questions',
  tag: 'AI providers',
  access: 'admin',
  rate: 'general',
  answer: providerStatusSchema,
})

export const getProviderHistory = defineContract({
  method: 'GET',
  path: '/api/v1/admin/providers/history',
  summary: 'Read how the provider lock went from hand to hand',
  description: 'Newest first. Each entry carries the hash of the one before it.',
  tag: 'AI providers',
  access: 'admin',
  rate: 'general',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: providerHistorySchema,
})
