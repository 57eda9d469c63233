import { beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '#app/api/_contracts.ts'
import { deleteUser, getProfile } from '#lib/accounts/contract.ts'
import * as accounts from '#lib/accounts/service.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import {
  call,
  makePerson,
  ORIGIN,
  PASSWORD,
  provideSecrets,
  type TestPerson,
  type TestRequest,
} from '../../../_testing.ts'
import { GET as getProfileRoute } from '../../profile/[user_id]/route.ts'
import { DELETE as deleteRoute } from './[user_id]/route.ts'

const database = useDatabase()
let admin: TestPerson
let user: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
  user = await makePerson('user')
})

const remove = (id: string, request: TestRequest = { token: admin.token }) =>
  call(deleteRoute, deleteUser, { params: { user_id: id }, ...request })
const entriesOf = (id: string) =>
  database.query<{ action: string; outcome: string; request: string }>(
    `SELECT action, outcome, details->>'requestId' AS request FROM audit_entry WHERE target LIKE $1 ORDER BY seq`,
    [`%${id}`],
  )

describe('deleting an account', () => {
  test('answers once, ends the person’s token, and leaves one entry with the id of the request', async () => {
    const { id, token } = await makePerson('user')
    const { status, answer, headers } = await remove(id)
    expect([status, answer]).toEqual([200, { success: true, userId: id }])
    const read = await call(getProfileRoute, getProfile, { params: { user_id: id }, token })
    const staff = await call(getProfileRoute, getProfile, { params: { user_id: id }, token: admin.token })
    expect([read.status, staff.status]).toEqual([401, 404])
    expect(await entriesOf(id)).toEqual([
      { action: 'api.delete-person', outcome: 'done', request: headers.get('x-request-id') },
    ])
    expect((await remove(id)).status).toBe(404)
    expect((await entriesOf(id)).at(-1)).toMatchObject({
      action: 'DELETE /api/v1/admin/users/{user_id}',
      outcome: 'not-found',
    })
  })

  test('is refused to whoever may not, and that is noted', async () => {
    const { id } = await makePerson('user')
    expect((await remove(id, {})).status).toBe(401)
    expect((await remove(id, { token: user.token })).status).toBe(403)
    expect((await remove(user.id, { token: user.token })).status, 'also for one’s own').toBe(403)
    const own = await remove(admin.id)
    expect([own.status, own.answer.detail]).toEqual([403, expect.stringContaining('another admin')])
    expect(await entriesOf(id)).toMatchObject([{ outcome: 'forbidden' }])
    expect(await database.query('SELECT 1 FROM "user" WHERE id = ANY ($1)', [[id, admin.id]])).toHaveLength(2)
  })

  test('counts by cookie only from a page of ours', async () => {
    const { id } = await makePerson('user')
    const facts = { headers: new Headers(), address: newId() }
    const signedIn = await accounts.signIn({ email: admin.email, password: PASSWORD }, facts)
    const cookie = signedIn.ok ? signedIn.value.cookies.map((one) => one.split(';')[0]).join('; ') : ''
    for (const origin of [undefined, 'https://evil.example']) {
      const headers = { cookie, ...(origin ? { origin } : {}) }
      expect((await remove(id, { headers })).status).toBe(403)
    }
    expect((await remove(id, { headers: { cookie, origin: ORIGIN } })).status).toBe(200)
  })

  test('stands in the document, with its refusals', () => {
    const operation = openApi().paths?.['/api/v1/admin/users/{user_id}']?.delete
    expect(operation).toMatchObject({ summary: 'Delete an account' })
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '401', '403', '404', '409', '429']),
    )
  })
})
