import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { sql } from '#lib/platform/db/pool.ts'
import type { ProviderName } from './domain.ts'

/** In millionths of a US dollar for a million tokens. */
export type PriceRow = {
  readonly provider: ProviderName
  readonly model: string
  readonly microsIn: number
  readonly microsOut: number
  readonly updatedBy: Actor
  readonly updatedAt: Date
}

export function listPrices(): Promise<PriceRow[]> {
  return sql().rows<PriceRow>({
    text: `SELECT provider, model, micros_in::float8 AS "microsIn", micros_out::float8 AS "microsOut",
        updated_by AS "updatedBy", updated_at AS "updatedAt"
      FROM provider_price ORDER BY provider, model`,
    values: [],
  })
}

export async function writePrice(price: Omit<PriceRow, 'updatedAt'>): Promise<void> {
  const { provider, model, microsIn, microsOut, updatedBy } = price
  await sql().rows({
    text: `INSERT INTO provider_price (provider, model, micros_in, micros_out, updated_by, updated_at)
      VALUES ($1, $2, $3, $4, $5::jsonb, now())
      ON CONFLICT (provider, model) DO UPDATE SET micros_in = excluded.micros_in, micros_out = excluded.micros_out,
        updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
    values: [provider, model, microsIn, microsOut, JSON.stringify(updatedBy)],
  })
}
