import { globSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { getProfile, listUsers, updateProfile, updateUser } from '#lib/accounts/contract.ts'
import { signIn as openSession } from '#lib/accounts/service.ts'
import { getEntity } from '#lib/bridge/contract.ts'
import { cancelJob } from '#lib/jobs/contract.ts'
import { METHODS } from '#lib/platform/http/contract.ts'
import type { AnyContract } from '#lib/platform/http/openapi.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { contracts } from './_contracts.ts'
import { call, makePerson, ORIGIN, PASSWORD, provideSecrets, type TestPerson } from './_testing.ts'
import { POST as cancelJobRoute } from './v1/admin/process/cancel/[job_id]/route.ts'
import { PUT as updateUserRoute } from './v1/admin/users/[user_id]/update/route.ts'
import { GET as listUsersRoute } from './v1/admin/users/list/route.ts'
import { GET as getEntityRoute } from './v1/lockstep/entities/[entity]/[id]/route.ts'
import { GET as getProfileRoute } from './v1/profile/[user_id]/route.ts'
import { PUT as updateProfileRoute } from './v1/profile/[user_id]/update/route.ts'

const database = useDatabase()
let admin: TestPerson
let user: TestPerson
let other: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
  user = await makePerson('user')
  other = await makePerson('user')
})

/** Handlers by method and path, from the files: a new route is tried without anyone thinking of it. */
async function handlers() {
  const files = globSync('**/route.{ts,tsx}', { cwd: import.meta.dirname })
  const found = await Promise.all(
    files.map(async (file) => {
      const path = `/api/${file.replace(/\/route\.tsx?$/, '').replace(/\[(\w+)\]/g, '{$1}')}`
      const module = await import(join(import.meta.dirname, file))
      return METHODS.filter((method) => module[method]).map(
        (method) => [`${method} ${path}`, module[method]] as const,
      )
    }),
  )
  return new Map(found.flat())
}

const guarded = contracts.filter(({ access }) => access !== 'public')
const named = (list: readonly AnyContract[]) => list.map((one) => [`${one.method} ${one.path}`, one] as const)
const anyParams = { user_id: 'x', job_id: 'x', call_id: 'x', entity: 'profile', id: 'x', region: 'x' }

describe('every route that is not public', () => {
  test.each(named(guarded))('%s answers 401 to nobody', async (name, contract) => {
    const handler = (await handlers()).get(name)
    const { status, headers } = await call(handler, contract, { params: anyParams })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  test.each(named(guarded.filter(({ access }) => access === 'admin')))(
    '%s answers 403 to a user',
    async (name, contract) => {
      const handler = (await handlers()).get(name)
      const { status } = await call(handler, contract, { params: anyParams, token: user.token })
      expect(status).toBe(403)
    },
  )
})

test('what staff alone may do is noted in the audit log when somebody else tries', async () => {
  await call(listUsersRoute, listUsers, { token: user.token })
  const [entry] = await database.query(
    'SELECT actor, outcome FROM audit_entry WHERE action = $1 ORDER BY seq DESC',
    ['GET /api/v1/admin/users/list'],
  )
  expect(entry).toMatchObject({ outcome: 'forbidden', actor: { id: user.id } })
})

describe('a record of somebody else', () => {
  test('answers as if it did not exist, whether it is read or written, and leaves a trace', async () => {
    const read = await call(getProfileRoute, getProfile, { params: { user_id: other.id }, token: user.token })
    const none = await call(getProfileRoute, getProfile, { params: { user_id: 'nobody' }, token: user.token })
    const written = await call(updateProfileRoute, updateProfile, {
      params: { user_id: other.id },
      token: user.token,
      body: { baseVersion: 1, fields: { headline: 'Mine now' } },
    })
    expect([read.status, none.status, written.status]).toEqual([404, 404, 404])
    const shape = ({ instance, requestId, ...rest }: Record<string, unknown>) => rest
    expect(shape(read.answer)).toEqual(shape(none.answer))
    const [profile] = await database.query('SELECT headline, version FROM profile WHERE user_id = $1', [
      other.id,
    ])
    expect(profile).toEqual({ headline: '', version: 1 })
    const entries = await database.query('SELECT 1 FROM audit_entry WHERE target LIKE $1', [`%${other.id}%`])
    expect(entries).toHaveLength(2)
  })

  test('cannot be read as an entity either', async () => {
    for (const entity of ['user', 'profile', 'preferences']) {
      const { status } = await call(getEntityRoute, getEntity, {
        params: { entity, id: other.id },
        token: user.token,
      })
      expect(status).toBe(404)
    }
  })

  test('opens to staff', async () => {
    const { status, answer } = await call(getProfileRoute, getProfile, {
      params: { user_id: user.id },
      token: admin.token,
    })
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      userId: user.id,
      version: 1,
      account: { email: user.email, role: 'user' },
    })
  })
})

describe('a session cookie', () => {
  let cookie: string
  beforeAll(async () => {
    const opened = await openSession(
      { email: user.email, password: PASSWORD },
      { headers: new Headers(), address: 'session' },
    )
    cookie = opened.ok ? opened.value.cookies.map((one) => one.split(';')[0]).join('; ') : ''
  })
  const edit = (headers: Record<string, string>) =>
    call(updateProfileRoute, updateProfile, {
      params: { user_id: user.id },
      headers: { cookie, ...headers },
      body: { baseVersion: 99, fields: { headline: 'From a page' } },
    })

  test('signs in a request', async () => {
    const { status } = await call(getProfileRoute, getProfile, {
      params: { user_id: user.id },
      headers: { cookie },
    })
    expect(status).toBe(200)
  })

  test.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['from a site whose name begins like ours', { origin: `${ORIGIN}.evil.example` }],
    ['from an opaque origin', { origin: 'null' }],
    ['with no origin', {}],
  ])('does not count for a write %s', async (_, headers) => {
    expect((await edit(headers as Record<string, string>)).status).toBe(403)
  })

  test('counts for a write from a page of ours', async () => {
    // Refused for its version, so it got past the door.
    expect((await edit({ origin: ORIGIN })).status).toBe(409)
  })

  test('does not open staff routes to a user, and no cookie of one’s own making opens anything', async () => {
    const staff = await call(listUsersRoute, listUsers, { headers: { cookie, origin: ORIGIN } })
    const forged = cookie.replace(/=.{8}/, '=AAAAAAAA')
    const { status } = await call(getProfileRoute, getProfile, {
      params: { user_id: user.id },
      headers: { cookie: forged },
    })
    expect([staff.status, status]).toEqual([403, 401])
  })

  test('does not help a wrong bearer token', async () => {
    const { status } = await call(getProfileRoute, getProfile, {
      params: { user_id: user.id },
      headers: { cookie },
      token: 'not-a-token',
    })
    expect(status).toBe(401)
  })
})

describe('a ban', () => {
  test('ends the tokens and sessions of a person at once', async () => {
    const person = await makePerson('user')
    const opened = await openSession(
      { email: person.email, password: PASSWORD },
      { headers: new Headers(), address: 'ban' },
    )
    const cookie = opened.ok ? opened.value.cookies.map((one) => one.split(';')[0]).join('; ') : ''
    const banned = await call(updateUserRoute, updateUser, {
      params: { user_id: person.id },
      token: admin.token,
      body: { baseVersion: 1, fields: { status: 'suspended' } },
    })
    expect(banned.answer).toMatchObject({ success: true, applied: ['status'] })
    const params = { user_id: person.id }
    expect((await call(getProfileRoute, getProfile, { params, token: person.token })).status).toBe(401)
    expect((await call(getProfileRoute, getProfile, { params, headers: { cookie } })).status).toBe(401)
  })
})

describe('a change of role', () => {
  test('ends the tokens that were made for the role before', async () => {
    const person = await makePerson('admin')
    await call(updateUserRoute, updateUser, {
      params: { user_id: person.id },
      token: admin.token,
      body: { baseVersion: 1, fields: { role: 'user' } },
    })
    expect((await call(listUsersRoute, listUsers, { token: person.token })).status).toBe(401)
  })
})

test('the last active admin cannot demote or suspend themselves, two cannot demote each other', async () => {
  await database.query(`UPDATE "user" SET role = 'user' WHERE id <> $1`, [admin.id])
  const step = (target: TestPerson, fields: object, by = admin) =>
    call(updateUserRoute, updateUser, {
      params: { user_id: target.id },
      token: by.token,
      body: { baseVersion: 1, fields },
    })
  for (const fields of [{ role: 'user' }, { status: 'suspended' }]) {
    const { status, answer } = await step(admin, fields)
    expect([status, answer.code]).toEqual([409, 'conflict'])
  }
  const second = await makePerson('admin')
  const both = await Promise.all([
    step(second, { role: 'user' }, admin),
    step(admin, { role: 'user' }, second),
  ])
  expect(both.filter(({ status }) => status === 200).length).toBeLessThan(2)
  const [left] = await database.query<{ count: number }>(
    `SELECT count(*)::int FROM "user" WHERE role = 'admin' AND status = 'active'`,
  )
  expect(left?.count).toBeGreaterThan(0)
})

test('staff who change something leave an entry in the audit log, with how it ended', async () => {
  await call(cancelJobRoute, cancelJob, {
    params: { job_id: 'none' },
    token: (await makePerson('admin')).token,
  })
  const [entry] = await database.query('SELECT target, outcome FROM audit_entry ORDER BY seq DESC LIMIT 1')
  expect(entry).toEqual({ target: '/api/v1/admin/process/cancel/none', outcome: 'not-found' })
})
