import { beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { during } from '#lib/platform/testing/held-transaction.ts'
import {
  createUser,
  issueTokens,
  refreshTokens,
  requestPasswordReset,
  resetPassword,
  signIn,
  syncUserData,
} from './service.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'

beforeAll(() => provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' }))

async function person(role: 'admin' | 'user') {
  const email = `${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name: role, role, plan: 'free', password: PASSWORD })
  if (!made.ok) throw new Error(made.error.message)
  const actor = { id: made.value.id, name: role, role, portal: role } as const
  return { id: made.value.id, email, actor, secret: { email, password: PASSWORD } }
}

const INSERT_TOKEN = `
  INSERT INTO refresh_token (id, family_id, user_id, token_hash, expires_at, revoked_at)
  VALUES ($1, $2, $3, $1, now() + interval '1 day', $4)`
const byMe = () => ({ headers: new Headers(), address: newId() })
const newEpoch = (id: string) =>
  ['UPDATE "user" SET sign_in_epoch = sign_in_epoch + 1 WHERE id = $1', [id]] as const

describe('a sign-in that is under way while all sign-ins of the person end', () => {
  test('by tokens is refused and leaves none', async () => {
    const { id, secret } = await person('user')
    const answer = await during(database, [newEpoch(id)], () => issueTokens(secret, newId()))
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
    expect(await database.query('SELECT 1 FROM refresh_token WHERE user_id = $1', [id])).toEqual([])
  })

  test('by a refresh token is refused', async () => {
    const { id, secret } = await person('user')
    const tokens = await issueTokens(secret, newId())
    const answer = await during(database, [newEpoch(id)], () =>
      refreshTokens(tokens.ok ? tokens.value.refresh_token : '', newId()),
    )
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
  })

  test('by a session is refused and leaves none', async () => {
    const { id, secret } = await person('user')
    const answer = await during(database, [newEpoch(id)], () => signIn(secret, byMe()))
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
    expect(await database.query('SELECT 1 FROM session WHERE user_id = $1', [id])).toEqual([])
  })

  test('ends with them when it was written first', async () => {
    const { id, email } = await person('user')
    await requestPasswordReset(email)
    const [mail] = await database.query<{ text: string }>(
      `SELECT text FROM outbox_mail WHERE recipient = $1 AND purpose = 'password-reset'`,
      [email],
    )
    const token = /reset\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
    const written = [
      ['SELECT 1 FROM "user" WHERE id = $1 FOR SHARE', [id]],
      [INSERT_TOKEN, [newId(), newId(), id, null]],
      [
        `INSERT INTO session (id, token, user_id, expires_at) VALUES ($1, $1, $2, now() + interval '1 day')`,
        [newId(), id],
      ],
    ] as const
    const reset = await during(database, written, () =>
      resetPassword({ token, password: 'another long password' }, byMe()),
    )
    expect(reset.ok).toBe(true)
    const left = await database.query(
      `SELECT id FROM refresh_token WHERE user_id = $1 AND revoked_at IS NULL
       UNION ALL SELECT id FROM session WHERE user_id = $1`,
      [id],
    )
    expect(left).toEqual([])
  })
})

test('a refresh token whose family ends while it is exchanged gives no other one', async () => {
  const { id, secret } = await person('user')
  const tokens = await issueTokens(secret, newId())
  const [family] = await database.query<{ id: string }>(
    'SELECT family_id AS id FROM refresh_token WHERE user_id = $1',
    [id],
  )
  // Whoever holds the person's row holds back the next pair, after the token was taken.
  const held = [
    ['SELECT 1 FROM "user" WHERE id = $1 FOR UPDATE', [id]],
    [INSERT_TOKEN, [newId(), family?.id, id, new Date()]],
  ] as const
  const answer = await during(database, held, () =>
    refreshTokens(tokens.ok ? tokens.value.refresh_token : '', newId()),
  )
  expect(answer).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
})

test('of the last two admins who demote each other, one succeeds and the other is told why not', async () => {
  const [one, two] = [await person('admin'), await person('admin')]
  for (let round = 0; round < 10; round++) {
    await database.query(`UPDATE "user" SET role = CASE WHEN id = ANY($1) THEN 'admin' ELSE 'user' END`, [
      [one.id, two.id],
    ])
    const versions = await database.query<{ id: string; version: number }>('SELECT id, version FROM "user"')
    const demote = (by: typeof one, target: typeof one) =>
      syncUserData(by.actor, target.id, {
        baseVersion: versions.find(({ id }) => id === target.id)?.version ?? 0,
        fields: { role: 'user' },
      })
    const answers = await Promise.all([demote(one, two), demote(two, one)])
    expect(answers.map((answer) => (answer.ok ? 'done' : answer.error.code)).sort()).toEqual([
      'conflict',
      'done',
    ])
  }
})
