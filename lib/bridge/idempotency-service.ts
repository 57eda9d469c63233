import 'server-only'
import { createHmac } from 'node:crypto'
import { DomainException, domainError } from '#lib/core/errors.ts'
import { env } from '#lib/platform/config/env.ts'
import { sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { findAnswer, storeAnswer } from './answer-repo.ts'
import { lockEntities } from './repo.ts'

/**
 * Does a piece of work once for each key that an actor chose, inside the caller's transaction; a repeat gets the
 * first answer, as JSON holds it. Without a key the work is simply done. The same key with other content throws
 * `conflict`. Of the content only a keyed hash is kept, since it may hold a password.
 */
export async function answerOnce<T>(
  tx: Tx,
  request: { actorId: string; key?: string | undefined; content?: unknown },
  work: () => Promise<T>,
): Promise<{ answer: T; repeated: boolean }> {
  const { actorId, key, content } = request
  if (!key) return { answer: await work(), repeated: false }
  const sql = sqlOf(tx)
  await lockEntities(sql, [`idempotency:${actorId}:${key}`])
  const requestHash = createHmac('sha256', env().AUTH_SECRET ?? '')
    .update(JSON.stringify(content ?? null))
    .digest('hex')
  const earlier = await findAnswer(actorId, key, sql)
  if (earlier && earlier.requestHash !== requestHash) {
    throw new DomainException(
      domainError('conflict', 'This idempotency key was used for another write: choose a new one.'),
    )
  }
  if (earlier) return { answer: earlier.response as T, repeated: true }
  const answer = await work()
  await storeAnswer(sql, actorId, key, { requestHash, response: answer })
  return { answer, repeated: false }
}
