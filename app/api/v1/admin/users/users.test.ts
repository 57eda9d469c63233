import { beforeAll, describe, expect, test } from 'vitest'
import { createUser, getProfile, listUsers } from '#lib/accounts/contract.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, PASSWORD, provideSecrets, signIn, type TestPerson } from '../../../_testing.ts'
import { GET as getProfileRoute } from '../../profile/[user_id]/route.ts'
import { POST as createRoute } from './create/route.ts'
import { GET as listRoute } from './list/route.ts'

const database = useDatabase()
let admin: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
  // Equal sort keys on purpose: 60 people, three names, one moment.
  await database.query(`
    WITH made AS (
      INSERT INTO "user" (id, email, name, created_at)
      SELECT 'crowd-' || n, 'crowd' || n || '@example.org', 'Same ' || n % 3, '2025-01-01T00:00:00.123Z'
      FROM generate_series(1, 60) AS n RETURNING id
    ), profiles AS (INSERT INTO profile (user_id) SELECT id FROM made)
    INSERT INTO preferences (user_id) SELECT id FROM made`)
})

const list = (query: Record<string, string>) => call(listRoute, listUsers, { token: admin.token, query })

async function listAll(query: Record<string, string>) {
  const items: { id: string; name: string; email: string; createdAt: string }[] = []
  let cursor: string | null = null
  do {
    const page = await list({ ...query, ...(cursor ? { cursor } : {}) })
    expect(page.status).toBe(200)
    items.push(...page.answer.items)
    cursor = page.answer.nextCursor
  } while (cursor)
  return items
}

describe('the list of people', () => {
  test.each(
    ['name', 'email', 'role', 'status', 'createdAt'].flatMap((sort) => [
      [sort, 'asc'],
      [sort, 'desc'],
    ]),
  )(
    'by %s %s shows everyone once, also through equal keys, and while people are added',
    async (sort, order) => {
      const query = { sort, order, limit: '7', q: 'crowd' }
      const first = await list(query)
      await database.query(`INSERT INTO "user" (id, email, name) VALUES ($1, $2, 'Late')`, [
        newId(),
        `late-${newId()}@example.org`,
      ])
      const rest = await listAll({ ...query, cursor: first.answer.nextCursor })
      const ids = [...first.answer.items, ...rest].map(({ id }: { id: string }) => id)
      expect([ids.length, new Set(ids).size]).toEqual([60, 60])
    },
  )

  test('is in the order asked for', async () => {
    const names = (await listAll({ sort: 'name', order: 'asc', limit: '25', q: 'crowd' })).map(
      ({ name }) => name,
    )
    expect(names).toEqual([...names].sort())
  })

  test('counts everyone who fits, not only the page', async () => {
    const { answer } = await list({ q: 'crowd', limit: '1' })
    expect([answer.items.length, answer.total]).toEqual([1, 60])
  })

  test('filters by role and status', async () => {
    const { answer } = await list({ role: 'admin', status: 'active', limit: '100' })
    expect(answer.items.map(({ id }: { id: string }) => id)).toEqual([admin.id])
  })

  test.each([
    ['\'; DROP TABLE "user"; --'],
    ["' OR '1'='1"],
    ['%'],
    ['_'],
    ['\\'],
    ['crowd1%'],
    ['"user"'],
    ['x'.repeat(120)],
  ])('takes %s in a search for text and nothing else', async (q) => {
    const { status, answer } = await list({ q })
    expect(status).toBe(200)
    expect(answer.total).toBe(0)
  })

  test.each([
    ['a sort that is no column', { sort: 'password' }, 'sort'],
    ['SQL as sort', { sort: 'name; DROP TABLE "user"' }, 'sort'],
    ['SQL as order', { order: 'asc, (SELECT 1)' }, 'order'],
    ['a page of 10,000', { limit: '10000' }, 'limit'],
    ['no number', { limit: 'ten' }, 'limit'],
    ['a NUL character', { q: 'a\0' }, 'q'],
    ['a name that nobody knows', { isAdmin: 'true' }, 'isAdmin'],
  ])('refuses %s', async (_, query, path) => {
    const { status, answer } = await list(query as Record<string, string>)
    expect([status, answer.errors[0].path]).toEqual([422, path])
  })

  test.each([
    ['no cursor at all', 'nonsense'],
    ['one of another order', () => cursorOf({ sort: 'name' })],
    ['a date that is none', encode(['createdAt', 'desc', 'yesterday', 'x'])],
    ['a date with SQL', encode(['createdAt', 'desc', "2025-01-01'::text--", 'x'])],
    ['a NUL character', encode(['createdAt', 'desc', '2025-01-01T00:00:00Z', '\0'])],
    ['other types', encode(['createdAt', 'desc', { gt: 1 }, null])],
  ])('refuses a cursor: %s', async (_, cursor) => {
    const { status, answer } = await list({ cursor: typeof cursor === 'string' ? cursor : await cursor() })
    expect([status, answer.errors[0].path]).toEqual([422, 'cursor'])
  })
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

async function cursorOf(query: Record<string, string>): Promise<string> {
  return (await list({ limit: '1', ...query })).answer.nextCursor
}

describe('making an account', () => {
  const create = (body: object, key?: string) =>
    call(createRoute, createUser, {
      token: admin.token,
      body,
      ...(key ? { headers: { 'idempotency-key': key } } : {}),
    })
  const draft = () => ({ email: `new-${newId()}@example.org`, name: 'New Person' })

  test('answers 201 with the person, who can sign in and has a profile', async () => {
    const input = { ...draft(), password: PASSWORD, plan: 'monthly' }
    const { status, answer } = await create(input)
    expect(status).toBe(201)
    expect(answer).toMatchObject({
      email: input.email,
      role: 'user',
      status: 'active',
      plan: 'monthly',
      version: 1,
    })
    const { token } = await signIn(input.email)
    const read = await call(getProfileRoute, getProfile, { params: { user_id: answer.id }, token })
    expect(read.answer).toMatchObject({ userId: answer.id, account: { name: 'New Person' } })
  })

  test('without a password mails a link to choose one, once', async () => {
    const input = draft()
    const key = crypto.randomUUID()
    for (let time = 0; time < 3; time++) await create(input, key)
    const mails = await database.query('SELECT purpose FROM outbox_mail WHERE recipient = $1', [input.email])
    expect(mails).toEqual([{ purpose: 'password-reset' }])
  })

  test('repeated with the same key, also at the same moment, gives the same person', async () => {
    const input = { ...draft(), password: PASSWORD }
    const key = crypto.randomUUID()
    const answers = await Promise.all([create(input, key), create(input, key), create(input, key)])
    answers.push(await create(input, key))
    for (const { status, answer } of answers) {
      expect(status).toBe(201)
      expect(answer).toEqual(answers[0]?.answer)
    }
    const events = await database.query('SELECT 1 FROM event WHERE entity_id = $1', [answers[0]?.answer.id])
    expect(events).toHaveLength(1)
  })

  test('with a used key and other content, a password included, is refused', async () => {
    const input = { ...draft(), password: PASSWORD }
    const key = crypto.randomUUID()
    await create(input, key)
    expect((await create({ ...input, name: 'Other' }, key)).status).toBe(409)
    expect((await create({ ...input, password: 'another long password' }, key)).status).toBe(409)
  })

  test('leaves nothing in the database from which the password could be guessed quickly', async () => {
    const input = { ...draft(), password: PASSWORD }
    const key = crypto.randomUUID()
    await create(input, key)
    const [kept] = await database.query<{ request_hash: string; response: unknown }>(
      'SELECT request_hash, response FROM idempotency_key WHERE key = $1',
      [key],
    )
    const plain = await crypto.subtle.digest(
      'SHA-256',
      Buffer.from(JSON.stringify({ ...input, role: 'user', plan: 'free' })),
    )
    expect(kept?.request_hash).not.toBe(Buffer.from(plain).toString('hex'))
    expect(JSON.stringify(kept?.response)).not.toMatch(/password|argon/)
  })

  test('for an address that has one, in any case, is refused by name', async () => {
    const input = draft()
    await create(input)
    for (const email of [input.email, input.email.toUpperCase()]) {
      const { status, answer } = await create({ ...input, email })
      expect([status, answer.errors[0].path]).toEqual([409, 'email'])
    }
  })

  test.each([
    ['a short password', { password: 'short' }, 'password'],
    ['a role that does not exist', { role: 'owner' }, 'role'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a field of the account that is not for making', { status: 'active' }, 'status'],
    ['a verified address', { emailVerified: true }, 'emailVerified'],
  ])('refuses %s', async (_, fields, path) => {
    const { status, answer } = await create({ ...draft(), ...fields })
    expect([status, answer.errors[0].path]).toEqual([422, path])
  })
})
