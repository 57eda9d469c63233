import { beforeAll, describe, expect, test } from 'vitest'
import { updateProfile } from '#lib/accounts/contract.ts'
import { getEntity } from '#lib/bridge/contract.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, provideSecrets, type TestPerson, type TestRequest } from './_testing.ts'
import { GET as getEntityRoute } from './v1/lockstep/entities/[entity]/[id]/route.ts'
import { PUT as updateRoute } from './v1/profile/[user_id]/update/route.ts'

const database = useDatabase()
let user: TestPerson

beforeAll(async () => {
  provideSecrets()
  user = await makePerson('user')
})

const put = (request: TestRequest) =>
  call(updateRoute, updateProfile, { params: { user_id: user.id }, token: user.token, ...request })
const edit = (fields: unknown, rest: object = {}) => put({ body: { baseVersion: 1, fields, ...rest } })

async function expectUntouched() {
  const [row] = await database.query(
    `SELECT p.version AS profile, u.version AS account, (SELECT count(*)::int FROM event WHERE entity_id = $1) AS events
     FROM profile p JOIN "user" u ON u.id = p.user_id WHERE u.id = $1`,
    [user.id],
  )
  expect(row).toEqual({ profile: 1, account: 1, events: 1 })
}

describe('a body that cannot be taken changes nothing', () => {
  test.each([
    [
      'an unknown field beside a good one',
      { headline: 'Good', favouriteColour: 'red' },
      'fields.favouriteColour',
    ],
    ['a field of the wrong type', { headline: 7 }, 'fields.headline'],
    ['a text that is too long', { headline: 'x'.repeat(161) }, 'fields.headline'],
    ['two lines where one belongs', { headline: 'a\nb' }, 'fields.headline'],
    ['a list of other things', { skills: ['SQL', { $gt: '' }] }, 'fields.skills.1'],
    ['a role that does not exist', { role: 'superuser' }, 'fields.role'],
    ['an address that is none', { email: 'ana' }, 'fields.email'],
    ['a NUL character', { summary: 'a\0b' }, 'fields.summary'],
    ['a NUL character in a name nobody may write', { emailVerified: '\0' }, 'fields.emailVerified'],
    ['half of a character', { summary: '\ud83d' }, 'fields.summary'],
    ['constructor', { constructor: { prototype: { role: 'admin' } } }, 'fields.constructor'],
    ['no object at all', 'headline', 'fields'],
  ])('%s', async (_, fields, path) => {
    const { status, answer } = await edit(fields)
    expect(status).toBe(422)
    expect(answer.code).toBe('invalid')
    expect(answer.errors.map((error: { path: string }) => error.path)).toContain(path)
    await expectUntouched()
  })

  test('an unknown member beside fields', async () => {
    const { status, answer } = await edit({ headline: 'Good' }, { isAdmin: true })
    expect(status).toBe(422)
    expect(answer.errors).toEqual([{ path: 'isAdmin', message: 'is not a field of this request' }])
    await expectUntouched()
  })

  test('__proto__, wherever it stands', async () => {
    for (const raw of [
      '{"baseVersion":1,"fields":{"headline":"Good","__proto__":{"role":"admin"}}}',
      '{"baseVersion":1,"fields":{"headline":"Good"},"__proto__":{"x":1}}',
    ]) {
      const { status, answer } = await put({ raw })
      expect(status).toBe(422)
      expect(answer.errors[0].path).toMatch(/__proto__$/)
    }
    expect(({} as { role?: string }).role).toBeUndefined()
    await expectUntouched()
  })

  test('no version at all', async () => {
    const { status, answer } = await put({ body: { fields: { headline: 'Good' } } })
    expect([status, answer.errors[0].path]).toEqual([422, 'baseVersion'])
  })

  test.each([['-1'], ['1.5'], ['"x"'], ['*']])('If-Match: %s', async (version) => {
    const { status, answer } = await put({ headers: { 'if-match': version }, body: { fields: {} } })
    expect([status, answer.errors[0].path]).toEqual([422, 'if-match'])
  })

  test.each([[-1], [1.5], ['1'], [1e12], [{ user: 'x' }], [{ account: 1 }]])(
    'baseVersion %j',
    async (baseVersion) => {
      const { status, answer } = await put({ body: { baseVersion, fields: { headline: 'Good' } } })
      expect(status).toBe(422)
      expect(answer.errors[0].path).toMatch(/^baseVersion/)
      await expectUntouched()
    },
  )

  test('a version for another entity than the fields belong to', async () => {
    const { status, answer } = await put({ body: { baseVersion: { user: 1 }, fields: { headline: 'Good' } } })
    expect([status, answer.errors[0].path]).toEqual([422, 'baseVersion.profile'])
  })

  test('an idempotency key that is no UUID, or two different ones', async () => {
    const wrong = await put({ headers: { 'idempotency-key': 'again' }, body: { baseVersion: 1, fields: {} } })
    expect([wrong.status, wrong.answer.errors[0].path]).toEqual([422, 'idempotency-key'])
    const two = await put({
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { baseVersion: 1, fields: {}, idempotencyKey: crypto.randomUUID() },
    })
    expect([two.status, two.answer.errors[0].path]).toEqual([422, 'idempotencyKey'])
  })
})

describe('a body that is not even JSON of ours', () => {
  test.each([
    ['cut off', '{"fields":'],
    ['empty', ''],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])('%s → 422', async (_, raw) => {
    expect((await put({ raw })).status).toBe(422)
  })

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data'], ['']])(
    '%s → 415: a form of a foreign page cannot send JSON',
    async (type) => {
      const raw = JSON.stringify({ baseVersion: 1, fields: { headline: 'Form' } })
      expect((await put({ raw, headers: { 'content-type': type } })).status).toBe(415)
      await expectUntouched()
    },
  )

  test('a megabyte and more → 413, by its length before anything is read, and the connection is closed', async () => {
    let pulled = 0
    const raw = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const { status, headers } = await put({ raw, headers: { 'content-length': String(5 * 1024 * 1024) } })
    expect([status, headers.get('connection')]).toEqual([413, 'close'])
    expect(pulled).toBeLessThanOrEqual(2)
  })

  test('a stream without end → 413 after a megabyte, without being cancelled', async () => {
    let pulled = 0
    let cancelled = false
    const raw = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(64 * 1024))
      },
      cancel() {
        cancelled = true
      },
    })
    const { status, headers } = await put({ raw, headers: { 'transfer-encoding': 'chunked' } })
    expect([status, headers.get('connection')]).toEqual([413, 'close'])
    expect(pulled).toBeLessThan(25)
    expect(cancelled).toBe(false)
  })

  test('a depth of 100,000 → 422, quickly', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    for (const field of ['headline', 'tokens', 'role']) {
      const startedAt = performance.now()
      const { status } = await put({ raw: `{"baseVersion":1,"fields":{"${field}":${deep}}}` })
      expect(status).toBe(422)
      expect(performance.now() - startedAt).toBeLessThan(1_000)
    }
    await expectUntouched()
  })
})

test.each([[{ toString: 1, valueOf: 1 }], [`${'x'.repeat(199)}😀`], [null], [[true, [false]]]])(
  'whatever stands in a name that nobody may write is refused and recorded, not a fault: %j',
  async (value) => {
    const { status, answer } = await edit({ emailVerified: value })
    expect(status).toBe(200)
    expect(answer).toMatchObject({ success: false, refused: [{ field: 'emailVerified', rule: 'protected' }] })
  },
)

test('text that the database cannot hold is refused in the address too', async () => {
  const { status } = await call(getEntityRoute, getEntity, {
    params: { entity: 'profile', id: 'a\0b' },
    token: user.token,
  })
  expect(status).toBe(422)
})

test('a fault of ours tells its id and nothing else, and says so in the log only', async () => {
  await database.query('ALTER TABLE profile RENAME TO profile_gone')
  try {
    const { status, answer } = await edit({ headline: 'Good' })
    expect([status, answer.code]).toEqual([500, 'fault'])
    expect(JSON.stringify(answer)).not.toMatch(/profile_gone|relation|42P01/)
  } finally {
    await database.query('ALTER TABLE profile_gone RENAME TO profile')
  }
})
