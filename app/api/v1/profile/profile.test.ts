import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { getProfile, updateProfile, updateUser } from '#lib/accounts/contract.ts'
import { listConflicts, listEvents } from '#lib/bridge/contract.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import {
  call,
  makePerson,
  PASSWORD,
  provideSecrets,
  signIn,
  type TestPerson,
  type TestRequest,
} from '../../_testing.ts'
import { PUT as updateUserRoute } from '../admin/users/[user_id]/update/route.ts'
import { GET as conflictsRoute } from '../lockstep/conflicts/route.ts'
import { GET as eventsRoute } from '../lockstep/events/route.ts'
import { GET as getProfileRoute } from './[user_id]/route.ts'
import { PUT as updateRoute } from './[user_id]/update/route.ts'

const database = useDatabase()
let admin: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin', 'Ada Admin')
})

const edit = (person: TestPerson, body: object, request: TestRequest = {}) =>
  call(updateRoute, updateProfile, { params: { user_id: person.id }, token: person.token, body, ...request })

const editAsStaff = (person: TestPerson, body: object) =>
  call(updateUserRoute, updateUser, { params: { user_id: person.id }, token: admin.token, body })

const read = async (person: TestPerson) =>
  (await call(getProfileRoute, getProfile, { params: { user_id: person.id }, token: admin.token })).answer

const conflictsOf = async (person: TestPerson) =>
  (await call(conflictsRoute, listConflicts, { token: person.token })).answer.items

describe('a write to one’s own profile', () => {
  test('changes fields, version and stamps, and tells the new version as ETag', async () => {
    const user = await makePerson('user', 'Ana')
    const { status, answer, headers } = await edit(user, {
      baseVersion: 1,
      fields: { headline: '  Data engineer ', skills: ['SQL', 'R'] },
    })
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      success: true,
      userId: user.id,
      version: 2,
      applied: ['headline', 'skills'],
      refused: [],
      conflicts: [],
    })
    expect(answer.latencyMs).toBeGreaterThan(0)
    expect(headers.get('etag')).toBe('"2"')
    const person = await read(user)
    expect(person.profile).toMatchObject({ headline: 'Data engineer', skills: ['SQL', 'R'] })
    expect(person.meta.headline).toMatchObject({ version: 2, actor: { name: 'Ana', portal: 'api' } })
  })

  test.each([['"1"'], ['1'], ['W/"1"']])('takes its version from If-Match: %s', async (version) => {
    const user = await makePerson('user')
    const { answer } = await edit(user, { fields: { phone: '1' } }, { headers: { 'if-match': version } })
    expect(answer).toMatchObject({ success: true, version: 2 })
  })

  test('of account and profile is one write, each with its own version', async () => {
    const user = await makePerson('user')
    const { answer } = await edit(user, {
      baseVersion: { user: 1, profile: 1 },
      fields: { name: 'Bo', phone: '1' },
    })
    expect(answer).toMatchObject({
      applied: ['phone', 'name'],
      version: 2,
      versions: { profile: 2, user: 2 },
    })
  })

  test('with a version ahead of the record is refused whole as stale', async () => {
    const user = await makePerson('user')
    const { status, answer } = await edit(user, { baseVersion: 2, fields: { headline: 'From the future' } })
    expect(status).toBe(409)
    expect(answer).toMatchObject({ code: 'stale', entity: 'profile', version: 1 })
    expect((await read(user)).profile.headline).toBe('')
  })

  test('to a taken e-mail address is refused without telling whose it is', async () => {
    const [user, other] = [await makePerson('user'), await makePerson('user')]
    const { status, answer } = await edit(user, {
      baseVersion: 1,
      fields: { email: other.email },
      currentPassword: PASSWORD,
    })
    expect(status).toBe(409)
    expect(JSON.stringify(answer)).not.toContain(other.id)
    expect((await read(user)).account.email).toBe(user.email)
  })
})

describe('an e-mail address', () => {
  const fields = () => ({ email: `${newId()}@example.org`, name: 'New Name' })

  test.each([
    ['no password', {}, 422, 'invalid'],
    ['a wrong one', { currentPassword: 'not my password' }, 403, 'forbidden'],
  ])('of one’s own is not changed with %s, nor is what came along', async (_, proof, status, code) => {
    for (const role of ['user', 'admin'] as const) {
      const person = await makePerson(role)
      const refused = await edit(person, { baseVersion: 1, fields: fields(), ...proof })
      expect([refused.status, refused.answer.code]).toEqual([status, code])
      expect(refused.answer.errors).toMatchObject([{ path: 'currentPassword' }])
      expect((await read(person)).account).toMatchObject({ email: person.email, name: `Test ${role}` })
    }
  })

  test('of one’s own is changed with the current password, which is kept nowhere', async () => {
    const user = await makePerson('user')
    const wanted = fields()
    const body = { baseVersion: 1, fields: wanted, currentPassword: PASSWORD, idempotencyKey: randomUUID() }
    expect((await edit(user, body)).answer).toMatchObject({ success: true, applied: ['email', 'name'] })
    expect((await read(user)).account).toMatchObject(wanted)
    const kept = await database.query(
      `SELECT row_to_json(e)::text FROM event e WHERE entity_id = $1
       UNION ALL SELECT row_to_json(k)::text FROM idempotency_key k WHERE actor_id = $1`,
      [user.id],
    )
    expect(kept).toHaveLength(3)
    expect(JSON.stringify(kept)).not.toContain(PASSWORD)
    await signIn(wanted.email)
  })

  test('that stays as it is needs no password', async () => {
    const user = await makePerson('user')
    const { answer } = await edit(user, { baseVersion: 1, fields: { email: user.email, name: 'Bo' } })
    expect(answer).toMatchObject({ success: true, refused: [] })
  })

  test('of somebody else is changed by staff without one, their own is not', async () => {
    const user = await makePerson('user')
    expect((await editAsStaff(user, { baseVersion: 1, fields: fields() })).status).toBe(200)
    expect((await editAsStaff(admin, { baseVersion: 1, fields: fields() })).status).toBe(422)
  })
})

describe('protected fields', () => {
  test.each([
    ['role', 'admin'],
    ['permissions', ['users:manage']],
    ['status', 'suspended'],
    ['plan', 'enterprise'],
    ['emailVerified', true],
    ['tokens', 1_000_000],
  ])('%s is refused to its owner and recorded, while the rest is applied', async (field, value) => {
    const user = await makePerson('user')
    const before = await read(user)
    const { status, answer } = await edit(user, {
      baseVersion: 1,
      fields: { [field]: value, headline: 'Applied' },
    })
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      success: true,
      applied: ['headline'],
      refused: [{ field, rule: 'protected' }],
    })
    const after = await read(user)
    expect(after.account).toEqual(before.account)
    expect(after.profile.headline).toBe('Applied')
    const [row] = await database.query('SELECT email_verified FROM "user" WHERE id = $1', [user.id])
    expect(row).toEqual({ email_verified: false })
    const [conflict, ...others] = await conflictsOf(user)
    expect(others).toEqual([])
    expect(conflict).toMatchObject({
      field,
      rule: 'protected',
      winner: 'current',
      lost: { actor: { id: user.id } },
    })
  })

  test('are staff’s to change', async () => {
    const user = await makePerson('user')
    const { answer } = await editAsStaff(user, {
      baseVersion: 1,
      fields: { plan: 'annual', permissions: ['data:manage'] },
    })
    expect(answer).toMatchObject({ refused: [], version: 2 })
    expect((await read(user)).account).toMatchObject({ plan: 'annual', permissions: ['data:manage'] })
  })

  test('that staff may not write this way either refuse the whole write', async () => {
    const user = await makePerson('user')
    const { status } = await editAsStaff(user, {
      baseVersion: 1,
      fields: { name: 'Bo', emailVerified: true },
    })
    expect(status).toBe(422)
    expect((await read(user)).account.name).toBe('Test user')
  })
})

describe('two sides that changed the same field', () => {
  test('end with staff’s value and one record that both see', async () => {
    const user = await makePerson('user')
    await editAsStaff(user, { baseVersion: 1, fields: { headline: 'By staff' } })
    const { answer } = await edit(user, { baseVersion: 1, fields: { headline: 'By me', phone: '1' } })
    expect(answer).toMatchObject({
      applied: ['phone'],
      refused: [{ field: 'headline', rule: 'admin-override' }],
      conflicts: [
        { field: 'headline', winner: 'current', kept: { value: 'By staff' }, lost: { value: 'By me' } },
      ],
    })
    expect(await conflictsOf(user)).toHaveLength(1)
    const filtered = await call(conflictsRoute, listConflicts, {
      token: admin.token,
      query: { entity: 'profile', entityId: user.id },
    })
    expect(filtered.answer.items).toHaveLength(1)
  })

  test('merge when the fields differ', async () => {
    const user = await makePerson('user')
    await editAsStaff(user, { baseVersion: 1, fields: { headline: 'By staff' } })
    const { answer } = await edit(user, { baseVersion: 1, fields: { phone: '1' } })
    expect(answer).toMatchObject({ applied: ['phone'], conflicts: [], version: 3 })
  })

  test('list their conflicts in pages that leave none out', async () => {
    const user = await makePerson('user')
    for (const role of ['admin', 'admin', 'admin']) await edit(user, { baseVersion: 1, fields: { role } })
    const first = await call(conflictsRoute, listConflicts, { token: user.token, query: { limit: '2' } })
    const second = await call(conflictsRoute, listConflicts, {
      token: user.token,
      query: { limit: '2', before: first.answer.nextCursor },
    })
    const ids = [...first.answer.items, ...second.answer.items].map(({ id }: { id: string }) => id)
    expect([new Set(ids).size, second.answer.nextCursor]).toEqual([3, null])
  })
})

describe('an idempotency key', () => {
  const key = () => crypto.randomUUID()

  test.each([
    ['header', (value: string) => ({ headers: { 'idempotency-key': value } })],
    ['body', (value: string) => ({ body: { idempotencyKey: value } })],
  ])('in the %s makes a repeat answer the same and write nothing', async (_, place) => {
    const user = await makePerson('user')
    const placed = place(key()) as TestRequest & { body?: object }
    const body = { baseVersion: 1, fields: { headline: 'Once' }, ...placed.body }
    const send = () => edit(user, body, { ...placed, body })
    const answers = [await send(), ...(await Promise.all([send(), send()]))]
    for (const { answer } of answers) expect(answer).toEqual(answers[0]?.answer)
    expect((await read(user)).version).toBe(2)
    const events = await database.query('SELECT 1 FROM event WHERE entity_id = $1 AND entity = $2', [
      user.id,
      'profile',
    ])
    expect(events).toHaveLength(1)
  })

  test('sent at the same moment twice writes once', async () => {
    const user = await makePerson('user')
    const idempotencyKey = key()
    const send = () => edit(user, { baseVersion: 1, fields: { headline: 'Once' }, idempotencyKey })
    const answers = await Promise.all([send(), send(), send(), send()])
    for (const { answer } of answers) expect(answer).toEqual(answers[0]?.answer)
    expect((await read(user)).version).toBe(2)
  })

  test('with another write is refused', async () => {
    const user = await makePerson('user')
    const idempotencyKey = key()
    await edit(user, { baseVersion: 1, fields: { headline: 'One' }, idempotencyKey })
    const { status } = await edit(user, { baseVersion: 1, fields: { headline: 'Two' }, idempotencyKey })
    expect(status).toBe(409)
    expect((await read(user)).profile.headline).toBe('One')
  })

  test('of one person means nothing to another', async () => {
    const [user, other] = [await makePerson('user'), await makePerson('user')]
    const idempotencyKey = key()
    await edit(user, { baseVersion: 1, fields: { headline: 'Mine' }, idempotencyKey })
    const { answer } = await edit(other, { baseVersion: 1, fields: { headline: 'Theirs' }, idempotencyKey })
    expect(answer).toMatchObject({ userId: other.id, version: 2 })
  })
})

describe('the event log', () => {
  test('tells a person what happened to their own record and nobody else’s, in order, in pages', async () => {
    const [user, other] = [await makePerson('user'), await makePerson('user')]
    for (const [index, headline] of ['a', 'b', 'c'].entries()) {
      await edit(user, { baseVersion: index + 1, fields: { headline } })
      await edit(other, { baseVersion: index + 1, fields: { headline } })
    }
    const items = []
    let after: string | undefined
    for (;;) {
      const page = await call(eventsRoute, listEvents, {
        token: user.token,
        query: { limit: '2', ...(after ? { after } : {}) },
      })
      items.push(...page.answer.items)
      after = page.answer.nextCursor
      if (page.answer.items.length < 2) break
    }
    expect(items.every(({ entityId }) => entityId === user.id)).toBe(true)
    expect(items.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'user.created 1',
      'profile.updated 2',
      'profile.updated 3',
      'profile.updated 4',
    ])
  })

  test('refuses a cursor that is none', async () => {
    for (const after of ["1' OR 1=1 --", '1', '99999999999999999999-1']) {
      const { status } = await call(eventsRoute, listEvents, { token: admin.token, query: { after } })
      expect(status).toBe(422)
    }
  })
})
