import { createHash, createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { getProfile, issueToken } from '#lib/accounts/contract.ts'
import { env } from '#lib/platform/config/env.ts'
import { housekeep } from '#lib/platform/server/housekeeping.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, PASSWORD, provideSecrets, type TestPerson } from '../../_testing.ts'
import { GET as getProfileRoute } from '../profile/[user_id]/route.ts'
import { POST as tokenRoute } from './token/route.ts'

const database = useDatabase()
let user: TestPerson

beforeAll(async () => {
  provideSecrets()
  user = await makePerson('user')
})

const ask = (body: object) => call(tokenRoute, issueToken, { body, address: crypto.randomUUID() })
const refresh = (refresh_token: string) => ask({ refresh_token })
const statusWith = async (token: string, person = user) =>
  (await call(getProfileRoute, getProfile, { params: { user_id: person.id }, token })).status

describe('signing in by e-mail and password', () => {
  test('answers a token that works, for a quarter of an hour', async () => {
    const { status, answer, headers } = await ask({
      email: user.email.toUpperCase(),
      password: PASSWORD,
      totp: '123456',
    })
    expect(status).toBe(200)
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
    expect(headers.get('cache-control')).toContain('no-store')
    expect(await statusWith(answer.access_token)).toBe(200)
  })

  test('says the same of a wrong password, no such account and a suspended one', async () => {
    const suspended = await makePerson('user')
    await database.query(`UPDATE "user" SET status = 'suspended' WHERE id = $1`, [suspended.id])
    const answers = await Promise.all([
      ask({ email: user.email, password: 'wrong' }),
      ask({ email: 'nobody@example.org', password: PASSWORD }),
      ask({ email: suspended.email, password: PASSWORD }),
    ])
    for (const { status, answer } of answers) {
      expect(status).toBe(401)
      expect({ ...answer, requestId: '' }).toEqual({ ...answers[0]?.answer, requestId: '' })
    }
  })

  test.each([
    [{}],
    [{ email: 'a@example.org' }],
    [{ email: 'a@example.org', password: 'x', refresh_token: 'y' }],
    [{ email: { $ne: '' }, password: { $ne: '' } }],
    [[]],
  ])('refuses %j', async (body) => {
    const { status, answer } = await ask(body)
    expect(status).toBe(422)
    expect(answer.errors.length).toBeGreaterThan(0)
  })

  test('stores no token that could be used if the table were stolen', async () => {
    const { answer } = await ask({ email: user.email, password: PASSWORD })
    const rows = await database.query('SELECT token_hash FROM refresh_token WHERE user_id = $1', [user.id])
    expect(JSON.stringify(rows)).not.toContain(answer.refresh_token)
    expect(rows).toContainEqual({
      token_hash: createHash('sha256').update(answer.refresh_token).digest('hex'),
    })
  })
})

describe('a refresh token', () => {
  test('gives the next pair, and its old access token goes on until it expires', async () => {
    const person = await makePerson('user')
    const { status, answer } = await refresh(person.refreshToken)
    expect(status).toBe(200)
    expect(answer.refresh_token).not.toBe(person.refreshToken)
    expect([await statusWith(answer.access_token, person), await statusWith(person.token, person)]).toEqual([
      200, 200,
    ])
  })

  test('used twice ends its whole family, access tokens included, and no other family', async () => {
    const person = await makePerson('user')
    const elsewhere = await ask({ email: person.email, password: PASSWORD })
    const next = await refresh(person.refreshToken)
    expect((await refresh(person.refreshToken)).status).toBe(401)
    expect((await refresh(next.answer.refresh_token)).status).toBe(401)
    expect([
      await statusWith(person.token, person),
      await statusWith(next.answer.access_token, person),
    ]).toEqual([401, 401])
    expect(await statusWith(elsewhere.answer.access_token, person)).toBe(200)
  })

  test('used twice ends the sockets of its family, and its person is told, once', async () => {
    const person = await makePerson('user')
    for (let use = 0; use < 4; use++) await refresh(person.refreshToken)
    const [token] = await database.query<{ family: string }>(
      'SELECT family_id AS family FROM refresh_token WHERE user_id = $1',
      [person.id],
    )
    const events = await database.query(
      `SELECT entity, fields, rooms FROM event WHERE type = 'session.ended' AND entity_id = $1`,
      [person.id],
    )
    expect(events).toEqual([{ entity: 'session', fields: { familyId: token?.family }, rooms: [] }])
    const mails = await database.query('SELECT purpose FROM outbox_mail WHERE recipient = $1', [person.email])
    expect(mails).toEqual([{ purpose: 'token-reuse' }])
  })

  test('that expired without being used is no theft: nobody is told of one', async () => {
    const person = await makePerson('user')
    await database.query(`UPDATE refresh_token SET expires_at = now() - interval '1 s' WHERE user_id = $1`, [
      person.id,
    ])
    expect((await refresh(person.refreshToken)).status).toBe(401)
    expect(await database.query('SELECT 1 FROM outbox_mail WHERE recipient = $1', [person.email])).toEqual([])
  })

  test('used many times at once is taken once at most, and the family ends', async () => {
    const person = await makePerson('user')
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(person.refreshToken)))
    const taken = answers.filter(({ status }) => status === 200)
    expect(taken.length).toBeLessThanOrEqual(1)
    for (const { answer } of taken) expect((await refresh(answer.refresh_token)).status).toBe(401)
  })

  test('that was used is remembered until it would have expired, and then forgotten', async () => {
    const [person, late] = [await makePerson('user'), await makePerson('user')]
    await refresh(person.refreshToken)
    await database.query(`UPDATE refresh_token SET expires_at = now() - interval '25 h' WHERE user_id = $1`, [
      late.id,
    ])
    await housekeep()
    const kept = await database.query('SELECT user_id FROM refresh_token WHERE user_id = ANY($1)', [
      [person.id, late.id],
    ])
    expect(kept).toEqual([{ user_id: person.id }, { user_id: person.id }])
  })

  test('that is unknown, expired or of a suspended person is refused', async () => {
    const [late, banned] = [await makePerson('user'), await makePerson('user')]
    await database.query(`UPDATE refresh_token SET expires_at = now() - interval '1 s' WHERE user_id = $1`, [
      late.id,
    ])
    await database.query(`UPDATE "user" SET status = 'suspended' WHERE id = $1`, [banned.id])
    for (const token of ['icr_unknown', late.refreshToken, banned.refreshToken]) {
      expect((await refresh(token)).status).toBe(401)
    }
  })
})

describe('an access token', () => {
  const key = () => createHash('sha256').update(`access-token:${env().AUTH_SECRET}`).digest()
  const claims = async () => {
    const [row] = await database.query<{ family: string; epoch: number }>(
      `SELECT family_id AS family, sign_in_epoch AS epoch FROM refresh_token r JOIN "user" u ON u.id = r.user_id WHERE u.id = $1`,
      [user.id],
    )
    return { fam: row?.family, epo: row?.epoch }
  }
  const sign = async (
    change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
    { secret = key(), alg = 'HS256' }: { secret?: Uint8Array; alg?: string } = {},
  ) =>
    change(
      new SignJWT(await claims())
        .setProtectedHeader({ alg })
        .setSubject(user.id)
        .setIssuer('http://127.0.0.1:3000')
        .setAudience('intellicv-api')
        .setExpirationTime('5m'),
    ).sign(secret)

  test('made as ours are is taken, so that the refusals below mean something', async () => {
    expect(await statusWith(await sign())).toBe(200)
  })

  test('signed with another key, or with the session secret itself, is refused', async () => {
    expect(await statusWith(await sign(undefined, { secret: new Uint8Array(32) }))).toBe(401)
    expect(
      await statusWith(await sign(undefined, { secret: new TextEncoder().encode(env().AUTH_SECRET) })),
    ).toBe(401)
  })

  test('that is expired, for another audience, from elsewhere, for nobody or of another algorithm is refused', async () => {
    for (const change of [
      (jwt: SignJWT) => jwt.setExpirationTime('-1s'),
      (jwt: SignJWT) => jwt.setAudience('another-api'),
      (jwt: SignJWT) => jwt.setIssuer('https://evil.example'),
      (jwt: SignJWT) => jwt.setSubject('nobody'),
    ]) {
      expect(await statusWith(await sign(change))).toBe(401)
    }
    expect(await statusWith(await sign(undefined, { alg: 'HS512' }))).toBe(401)
  })

  test('with alg none, or changed after it was signed, is refused', async () => {
    const [, body = ''] = (await sign()).split('.')
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await statusWith(`${part({ alg })}.${body}.`)).toBe(401)
    }
    const [head, , signature] = (await sign()).split('.')
    const changed = part({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'someone-else' })
    expect(await statusWith(`${head}.${changed}.${signature}`)).toBe(401)
    const selfSigned = `${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${body}`
    const forged = createHmac('sha256', Buffer.from('AAAA', 'base64url'))
      .update(selfSigned)
      .digest('base64url')
    expect(await statusWith(`${selfSigned}.${forged}`)).toBe(401)
  })

  test('is not taken from the address', async () => {
    const { status } = await call(getProfileRoute, getProfile, {
      params: { user_id: user.id },
      query: { access_token: user.token },
    })
    expect(status).toBe(401)
  })

  test('is refused once its person has another sign-in epoch', async () => {
    const person = await makePerson('user')
    await database.query('UPDATE "user" SET sign_in_epoch = sign_in_epoch + 1 WHERE id = $1', [person.id])
    expect(await statusWith(person.token, person)).toBe(401)
  })
})
