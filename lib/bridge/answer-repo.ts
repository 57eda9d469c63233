import 'server-only'
import { db } from '#lib/platform/db/client.ts'
import { sql } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'

/** The first answer to a write, kept under the key that its actor chose. */
export type StoredAnswer = { requestHash: string; response: unknown }

export async function findAnswer(
  actorId: string,
  key: string,
  within: Sql = sql(),
): Promise<StoredAnswer | null> {
  const [row] = await within.rows<{ request_hash: string; response: unknown }>({
    name: 'find-answer',
    text: 'SELECT request_hash, response FROM idempotency_key WHERE actor_id = $1 AND key = $2',
    values: [actorId, key],
  })
  return row ? { requestHash: row.request_hash, response: row.response } : null
}

/** Fails with a unique violation of `idempotency_key_pkey` when the key has an answer already. */
export async function storeAnswer(
  within: Sql,
  actorId: string,
  key: string,
  answer: StoredAnswer,
): Promise<void> {
  await within.rows({
    name: 'store-answer',
    text: `INSERT INTO idempotency_key (actor_id, key, request_hash, response) VALUES ($1, $2, $3, $4::jsonb)`,
    values: [actorId, key, answer.requestHash, JSON.stringify(answer.response)],
  })
}

export async function deleteAnswersBefore(time: Date): Promise<number> {
  const { count } = await db().idempotencyKey.deleteMany({ where: { createdAt: { lt: time } } })
  return count
}

export async function deleteAnswersOf(within: Sql, actorId: string): Promise<void> {
  await within.rows({ text: 'DELETE FROM idempotency_key WHERE actor_id = $1', values: [actorId] })
}
