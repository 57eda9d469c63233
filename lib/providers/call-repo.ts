import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { ProviderName } from './domain.ts'
import type { Failure } from './failure.ts'

/** A question as it is noted, whatever came of it. */
export type Call = {
  readonly id: string
  readonly lockId: string
  readonly purpose: string
  readonly promptVersion: number
  readonly inputHash: string
  readonly userId: string | null
  readonly provider: ProviderName
  readonly model: string
  readonly epoch: number
  readonly latencyMs: number
}

export type Answered = {
  readonly answer: unknown
  readonly tokensIn: number | null
  readonly tokensOut: number | null
}

export type CachedAnswer = { id: string; answer: unknown; epoch: number; model: string }

/**
 * The newest answer of this provider and model to the same question, not older than `hours`. Answers of others are
 * never taken for it.
 */
export async function findAnswer(
  call: Pick<Call, 'lockId' | 'purpose' | 'promptVersion' | 'inputHash' | 'provider' | 'model'>,
  hours: number,
): Promise<CachedAnswer | null> {
  const [row] = await sql().rows<CachedAnswer>({
    name: 'find-provider-answer',
    text: `SELECT id, answer, epoch, model FROM provider_call
      WHERE purpose = $1 AND prompt_version = $2 AND input_hash = $3 AND provider = $4 AND model = $5
        AND at > now() - make_interval(hours => $6) AND status = 'answered' AND lock_id = $7
      ORDER BY at DESC LIMIT 1`,
    values: [call.purpose, call.promptVersion, call.inputHash, call.provider, call.model, hours, call.lockId],
  })
  return row ?? null
}

/**
 * Stores an answer under its own epoch, and only under it: the lock's row is held for this one statement, so that the
 * epoch cannot end meanwhile. Answers the epoch that holds; nothing was stored when it is another.
 */
export async function storeAnswer(
  call: Call,
  { answer, tokensIn, tokensOut }: Answered,
  within: Sql = sql(),
): Promise<number> {
  const [row] = await within.rows<{ epoch: number }>({
    name: 'store-provider-answer',
    text: `WITH held AS (SELECT epoch FROM provider_lock WHERE id = $2 FOR SHARE),
      stored AS (
        INSERT INTO provider_call (id, lock_id, purpose, prompt_version, input_hash, user_id, provider, model, epoch,
          latency_ms, status, answer, tokens_in, tokens_out)
        SELECT $1, $2, $3, $4::int, $5, $6, $7, $8, held.epoch, $10::int, 'answered', $11::jsonb, $12::int, $13::int
        FROM held WHERE held.epoch = $9::int
        RETURNING id
      ),
      used AS (
        UPDATE provider_budget SET tokens = tokens + coalesce($12::int, 0) + coalesce($13::int, 0)
        WHERE day = (now() AT TIME ZONE 'UTC')::date AND scope = ANY (ARRAY['all', $6]) AND EXISTS (SELECT FROM stored)
          AND $2 = 'ai'
      )
      SELECT epoch FROM held`,
    values: [...columns(call), JSON.stringify(answer), tokensIn, tokensOut],
  })
  if (!row) throw new Error(`There is no provider lock ${call.lockId}`)
  return row.epoch
}

function columns(call: Call): unknown[] {
  const { id, lockId, purpose, promptVersion, inputHash, userId, provider, model, epoch, latencyMs } = call
  return [
    id,
    lockId,
    purpose,
    promptVersion,
    inputHash,
    userId,
    provider,
    model,
    epoch,
    Math.round(latencyMs),
  ]
}

/** Notes a question that was not answered, or whose answer came too late. */
export async function insertFailedCall(
  call: Call,
  status: 'failed' | 'dropped',
  failure: Pick<Failure, 'kind' | 'rule' | 'message' | 'raw'> | null,
): Promise<void> {
  await sql().rows({
    name: 'insert-failed-call',
    text: `INSERT INTO provider_call (id, lock_id, purpose, prompt_version, input_hash, user_id, provider, model, epoch,
        latency_ms, status, failure, rule, message, raw)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      ...columns(call),
      status,
      failure?.kind ?? null,
      failure?.rule ?? null,
      failure?.message ?? null,
      failure?.raw.replaceAll('\u0000', '') ?? null,
    ],
  })
}

export async function deleteCallsBefore(time: Date): Promise<number> {
  await sql().rows({ text: 'DELETE FROM provider_budget WHERE day < $1::date', values: [time] })
  const rows = await sql().rows({
    text: `DELETE FROM provider_call WHERE lock_id = 'ai' AND at < $1 RETURNING id`,
    values: [time],
  })
  return rows.length
}

/** How a provider's calls ended since a time, as far as it was there to answer: not by quota or key. */
export async function readOutcomes(
  provider: ProviderName,
  since: Date,
): Promise<{ answered: number; failed: number; newest: Pick<Failure, 'kind' | 'rule' | 'message'> | null }> {
  const rows = await sql().rows<{ status: string } & Pick<Failure, 'kind' | 'rule' | 'message'>>({
    name: 'read-provider-outcomes',
    text: `SELECT status, failure AS kind, rule, message FROM provider_call
      WHERE lock_id = 'ai' AND at > $2 AND provider = $1
        AND (status = 'answered' OR failure IN ('unavailable', 'timeout'))
      ORDER BY at DESC LIMIT 100`,
    values: [provider, since],
  })
  const answered = rows.filter(({ status }) => status === 'answered').length
  const [newest] = rows.filter(({ status }) => status !== 'answered')
  return { answered, failed: rows.length - answered, newest: newest ?? null }
}

/**
 * Takes `calls` out of a day's budget for a scope, as far as there is room. Answers how many it got.
 *
 * @param tokens tokens of the day after which nothing is given; null for no bound
 */
export async function takeBudget(
  scope: string,
  calls: number,
  limit: { calls: number; tokens: number | null },
): Promise<number> {
  const day = `(now() AT TIME ZONE 'UTC')::date`
  await sql().rows({
    name: 'open-provider-budget',
    text: `INSERT INTO provider_budget (day, scope) VALUES (${day}, $1) ON CONFLICT DO NOTHING`,
    values: [scope],
  })
  const [row] = await sql().rows<{ got: number }>({
    name: 'take-provider-budget',
    text: `UPDATE provider_budget AS b SET calls = least(b.calls + $2::int, $3::int)
      FROM (SELECT calls, tokens FROM provider_budget WHERE day = ${day} AND scope = $1 FOR UPDATE) AS was
      WHERE b.day = ${day} AND b.scope = $1 AND was.calls < $3::int AND ($4::bigint IS NULL OR was.tokens < $4::bigint)
      RETURNING b.calls - was.calls AS got`,
    values: [scope, calls, limit.calls, limit.tokens],
  })
  return row?.got ?? 0
}

export type Usage = {
  provider: ProviderName
  model: string
  calls: number
  answered: number
  /** Answers of which the provider did not say how many tokens. */
  uncounted: number
  tokensIn: number
  tokensOut: number
}

/** What was asked of each provider and model since a time. */
export function readUsage(lockId: string, since: Date): Promise<Usage[]> {
  return sql().rows<Usage>({
    text: `SELECT provider, model, count(*)::int AS calls, count(*) FILTER (WHERE status = 'answered')::int AS answered,
        count(*) FILTER (WHERE status = 'answered' AND (tokens_in IS NULL OR tokens_out IS NULL))::int AS uncounted,
        coalesce(sum(tokens_in), 0)::float8 AS "tokensIn", coalesce(sum(tokens_out), 0)::float8 AS "tokensOut"
      FROM provider_call WHERE lock_id = $1 AND at >= $2 GROUP BY provider, model ORDER BY provider, model`,
    values: [lockId, since],
  })
}

/** What of a day's budget has been taken, altogether. */
export async function readBudget(day: Date): Promise<{ calls: number; tokens: number }> {
  const [row] = await sql().rows<{ calls: number; tokens: number }>({
    text: `SELECT calls, tokens::float8 AS tokens FROM provider_budget WHERE day = $1::date AND scope = 'all'`,
    values: [day.toISOString().slice(0, 10)],
  })
  return row ?? { calls: 0, tokens: 0 }
}
