import 'server-only'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { env } from '#lib/platform/config/env.ts'
import { db } from '#lib/platform/db/client.ts'
import { processSingleton } from '#lib/platform/runtime.ts'

/** Starting values; every limit is multiplied by RATE_LIMIT_SCALE. */
const CLASSES = {
  general: { points: 600, durationS: 60 },
  auth: { points: 10, durationS: 15 * 60 },
  ai: { points: 100, durationS: 60 * 60 },
} as const

export type RateClass = keyof typeof CLASSES

export type RateState = { readonly limit: number; readonly remaining: number; readonly resetS: number }

function limiter(name: RateClass): RateLimiterPostgres {
  return processSingleton(`rate-limit.${name}`, () => {
    const { points, durationS } = CLASSES[name]
    return new RateLimiterPostgres({
      storeClient: { query },
      storeType: 'client',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: name,
      points: Math.max(1, Math.round(points * env().RATE_LIMIT_SCALE)),
      duration: durationS,
      // Who is over the limit stays so without a query each time.
      inMemoryBlockOnConsumed: Math.max(1, Math.round(points * env().RATE_LIMIT_SCALE)) + 1,
    })
  })
}

/** The library speaks to a pg client; this hands its two statements to the pool we have. */
async function query(statement: { text: string; values: unknown[] }): Promise<{ rows: object[] }> {
  const rows = await db().$queryRawUnsafe<{ expire?: bigint | number | null }[]>(
    statement.text,
    ...statement.values,
  )
  return { rows: rows.map((row) => ({ ...row, expire: row.expire == null ? null : Number(row.expire) })) }
}

/** Takes one point for each key. Answers the refusal when one of them has none left, otherwise nothing. */
export async function consume(name: RateClass, keys: readonly string[]): Promise<DomainError | null> {
  const states = await Promise.all(keys.map((key) => consumeOne(name, key)))
  const refused = states.find((state) => !state.allowed)
  return refused ? tooMany(refused.resetS) : null
}

/** Takes one point for one key and tells how many are left. */
export async function consumeOne(name: RateClass, key: string): Promise<RateState & { allowed: boolean }> {
  const instance = limiter(name)
  try {
    return { ...stateOf(instance, await instance.consume(key.slice(0, 200))), allowed: true }
  } catch (cause) {
    if (!(cause instanceof RateLimiterRes)) throw cause
    return { ...stateOf(instance, cause), allowed: false }
  }
}

function stateOf(instance: RateLimiterPostgres, result: RateLimiterRes): RateState {
  return {
    limit: instance.points,
    remaining: result.remainingPoints,
    resetS: Math.max(1, Math.ceil(result.msBeforeNext / 1_000)),
  }
}

export function tooMany(resetS: number): DomainError {
  return domainError('rate-limited', `Too many tries. Try again in ${resetS} seconds.`, {
    retryAfterS: resetS,
  })
}
