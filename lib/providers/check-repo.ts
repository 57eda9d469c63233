import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import type { ProviderName } from './domain.ts'
import type { Check } from './health.ts'

export type CheckRow = Check & { readonly provider: ProviderName; readonly rule: string | null }

/** Checks of all providers together that are kept. */
export const CHECKS_KEPT = 1_000

export async function insertCheck(check: Omit<CheckRow, 'at'>): Promise<void> {
  await sql().rows({
    name: 'insert-provider-check',
    text: `INSERT INTO provider_check (provider, kind, ok, latency_ms, failure, rule, message)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      check.provider,
      check.kind,
      check.ok,
      Math.round(check.latencyMs),
      check.failure,
      check.rule,
      check.message,
    ],
  })
}

/** Newest first. */
export function listChecks(limit: number): Promise<CheckRow[]> {
  return sql().rows<CheckRow>({
    text: `SELECT provider, kind, ok, latency_ms AS "latencyMs", failure, rule, message, at
      FROM provider_check ORDER BY id DESC LIMIT $1`,
    values: [limit],
  })
}

/** The newest checks of each provider, newest first. */
export async function latestChecks(each = 60): Promise<Map<ProviderName, CheckRow[]>> {
  const rows = await sql().rows<CheckRow>({
    name: 'latest-provider-checks',
    text: `SELECT c.provider, c.kind, c.ok, c.latency_ms AS "latencyMs", c.failure, c.rule, c.message, c.at
      FROM unnest($2::text[]) AS p(name)
      CROSS JOIN LATERAL (SELECT * FROM provider_check WHERE provider = p.name ORDER BY id DESC LIMIT $1) AS c
      ORDER BY c.id DESC`,
    values: [each, ['openai', 'gemini', 'groq', 'cloudflare', 'huggingface']],
  })
  return Map.groupBy(rows, ({ provider }) => provider)
}

export async function pruneChecks(): Promise<void> {
  await sql().rows({
    text: `DELETE FROM provider_check WHERE id <= (SELECT id FROM provider_check ORDER BY id DESC OFFSET $1 LIMIT 1)`,
    values: [CHECKS_KEPT],
  })
}
