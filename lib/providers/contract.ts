import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { callListQuerySchema, callListSchema, callParamsSchema, proofSchema } from './proof-schema.ts'
import {
  checkBodySchema,
  lockAnswerSchema,
  lockBodySchema,
  providerChecksSchema,
  providerHistorySchema,
  providerStatusSchema,
  releaseBodySchema,
  trailVerdictSchema,
} from './schema.ts'
import { providerUsageSchema } from './usage-schema.ts'

const shared = { tag: 'AI providers', access: 'admin', rate: 'general' } as const

export const getProviderStatus = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/status',
  summary: 'Read who answers AI questions',
  answer: providerStatusSchema,
})

export const getProviderHistory = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/history',
  summary: 'Read how the provider lock went from hand to hand',
  description:
    'Newest first; pass the last `seq` on as `before`. Each entry carries the hash of the one before it. Entries of ' +
    'kind `note` (strikes, late answers) are kept for a while, those of kind `change` for ever. `checks` are the ' +
    'newest looks of the health monitor.',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: z.coerce.number().int().min(1).optional(),
  }),
  answer: providerHistorySchema,
})

export const lockProvider = defineContract({
  ...shared,
  method: 'POST',
  path: '/api/v1/admin/providers/lock',
  summary: 'Give the lock to a provider',
  description:
    'A new epoch begins: calls in flight under the old one are given up, and late answers of its holder are dropped. ' +
    'The provider stays until it fails or the lock is moved again.',
  body: lockBodySchema,
  answer: lockAnswerSchema,
  audited: true,
})

export const releaseProvider = defineContract({
  ...shared,
  method: 'POST',
  path: '/api/v1/admin/providers/release',
  summary: 'Take the lock from its holder',
  description:
    'The holder rests for an hour and the next provider in line takes over; without one the built-in engines answer.',
  body: releaseBodySchema,
  answer: lockAnswerSchema,
  audited: true,
})

export const checkProviders = defineContract({
  ...shared,
  method: 'POST',
  path: '/api/v1/admin/providers/check',
  summary: 'Look at the providers now',
  description:
    'Asks each configured provider, or one of them, for its model list or whether the key holds: nothing is inferred. ' +
    'One that rests, or a holder whose own calls failed, is asked a small question instead: only an answer proves that ' +
    'it is well. A provider that staff released is left alone.',
  body: checkBodySchema,
  answer: providerChecksSchema,
  audited: true,
})

export const verifyProviderTrail = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/verify',
  summary: 'Verify the trail of the provider lock',
  description:
    'Walks all entries, holds each against its hash and the one before it, folds the lock again from what happened, ' +
    'and compares the end with the lock.',
  answer: trailVerdictSchema,
})

export const getProviderUsage = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/usage',
  summary: 'Read what providers were asked today, and what it cost',
  description:
    'Since midnight, UTC. Cost follows from the prices that staff have set; without one it is null. Calls that failed ' +
    'or came too late have no tokens here, though a provider may charge for them.',
  answer: providerUsageSchema,
})

export const listProviderCalls = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/calls',
  summary: 'List the questions to providers',
  description: 'Newest first. Pass `nextCursor` on as `before`.',
  query: callListQuerySchema,
  answer: callListSchema,
})

export const getProviderCall = defineContract({
  ...shared,
  method: 'GET',
  path: '/api/v1/admin/providers/calls/{call_id}',
  summary: 'Read the proof of an answer',
  description:
    'The call, the transition of the lock that began its epoch, and the failures that brought that transition about. ' +
    'Kept for 400 days.',
  params: callParamsSchema,
  answer: proofSchema,
  refuses: ['not-found'],
})
