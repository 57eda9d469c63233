import { z } from 'zod'
import { PROVIDERS } from './domain.ts'
import { FAILURE_KINDS } from './failure.ts'

const holder = z.enum([...PROVIDERS, 'builtin'])

const callFacts = {
  call_id: z.string(),
  at: z.iso.datetime(),
  purpose: z.string(),
  provider: z.enum(PROVIDERS),
  model: z.string(),
  epoch: z.number().int(),
  status: z
    .enum(['answered', 'failed', 'dropped'])
    .meta({ description: 'A dropped call ended when its epoch was over.' }),
  failure: z.enum(FAILURE_KINDS).nullable(),
  rule: z.string().nullable().meta({ description: 'The rule of the error table that matched.' }),
  message: z.string().nullable(),
  tokens_in: z.number().int().nullable(),
  tokens_out: z.number().int().nullable(),
  latency_ms: z.number().int(),
}

export const providerCallRowSchema = z.strictObject(callFacts).meta({ id: 'ProviderCallRow' })
export type ProviderCallRow = z.infer<typeof providerCallRowSchema>

export const providerCallSchema = z
  .strictObject({
    ...callFacts,
    prompt_version: z.number().int(),
    input_hash: z.string().meta({ description: 'Of everything that the provider was shown.' }),
    raw: z
      .string()
      .nullable()
      .meta({ description: 'The provider’s own words about the failure, without keys.' }),
  })
  .meta({ id: 'ProviderCall' })
export type ProviderCall = z.infer<typeof providerCallSchema>

export const callListQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.uuid().optional(),
})
export type CallListQuery = z.infer<typeof callListQuerySchema>

export const callListSchema = z.strictObject({
  items: z.array(providerCallRowSchema),
  nextCursor: z.string().nullable(),
})
export type CallList = z.infer<typeof callListSchema>

export const callParamsSchema = z.strictObject({
  call_id: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: 'Id of a call.', example: '0199c0de-0000-7000-8000-000000000003' }),
})

export const proofSchema = z
  .strictObject({
    call: providerCallSchema,
    lock_id: z.string().meta({ description: '`ai`, or the shadow that a drill was played on.' }),
    transition: z
      .strictObject({
        seq: z.number().int(),
        at: z.iso.datetime(),
        event: z.string(),
        from: holder,
        to: holder,
        epoch: z.number().int(),
        reason: z.string(),
        actor: z.string(),
        hash: z.string(),
      })
      .nullable()
      .meta({ description: 'Began the epoch of the call; null for an epoch from before the trail.' }),
    causes: z
      .array(
        z.strictObject({
          call_id: z.string(),
          call: providerCallSchema
            .nullable()
            .meta({ description: 'Null when the call is not kept any more.' }),
        }),
      )
      .meta({ description: 'The calls whose failures brought the transition about, oldest first.' }),
    checks: z
      .array(
        z.strictObject({
          at: z.iso.datetime(),
          kind: z.enum(['probe', 'canary', 'call']),
          rule: z.string().nullable(),
          message: z.string().nullable(),
        }),
      )
      .meta({ description: 'The failed checks that brought it about, newest first.' }),
  })
  .meta({
    id: 'ProviderProof',
    description:
      'Where an answer came from: its call, the transition that began its epoch, and what caused that.',
  })
export type ProviderProof = z.infer<typeof proofSchema>
