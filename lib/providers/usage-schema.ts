import { z } from 'zod'
import { PROVIDERS } from './domain.ts'

const MOST_DOLLARS = 10_000

const dollars = z
  .number()
  .min(0, 'is from 0 to 10,000')
  .max(MOST_DOLLARS, 'is from 0 to 10,000')
  .meta({ description: 'US dollars for a million tokens.' })

/** What staff say that a model costs. */
export const priceSchema = z.strictObject({
  provider: z.enum(PROVIDERS),
  model: z
    .string()
    .trim()
    .min(1, 'is needed')
    .max(200)
    .regex(/^\P{Cc}*$/u, 'is one line of text'),
  dollarsInPerMillion: dollars,
  dollarsOutPerMillion: dollars,
})
export type Price = z.infer<typeof priceSchema>

const count = z.number().int().min(0)
const cost = z
  .number()
  .min(0)
  .nullable()
  .meta({ description: 'US dollars for the tokens that were counted; null while no price is set.' })

const budget = z.strictObject({ used: count, limit: count })

export const providerUsageSchema = z
  .strictObject({
    since: z.iso.datetime().meta({ description: 'The last midnight, UTC.' }),
    items: z.array(
      z.strictObject({
        provider: z.enum(PROVIDERS),
        model: z.string(),
        calls: count,
        answered: count,
        failed: count.meta({ description: 'Not answered, or answered too late to be used.' }),
        uncounted: count.meta({ description: 'Answers of which the provider did not say how many tokens.' }),
        tokens_in: count,
        tokens_out: count,
        price: z
          .strictObject({
            dollars_in_per_million: z.number().min(0),
            dollars_out_per_million: z.number().min(0),
            set_by: z.string(),
            set_at: z.iso.datetime(),
          })
          .nullable()
          .meta({ description: 'As staff have set it; null while they have not.' }),
        cost,
      }),
    ),
    total: z.strictObject({
      calls: count,
      answered: count,
      failed: count,
      tokens_in: count,
      tokens_out: count,
      cost: cost.meta({ description: 'Null while a model that was used has no price.' }),
    }),
    budget: z.strictObject({
      calls: budget.meta({ description: 'Processes take calls ten at a time, so `used` may run ahead.' }),
      tokens: budget,
    }),
  })
  .meta({ id: 'ProviderUsage', description: 'What was asked of AI providers today, and what it cost.' })

export type ProviderUsage = z.infer<typeof providerUsageSchema>
