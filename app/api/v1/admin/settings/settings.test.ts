import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { getPublicSettings, getSettings, updateSettings } from '#lib/settings/contract.ts'
import { call, makePerson, provideSecrets, type TestPerson } from '../../../_testing.ts'
import { GET as publicRoute } from '../../settings/route.ts'
import { GET as getRoute } from './route.ts'
import { PUT as updateRoute } from './update/route.ts'

const database = useDatabase()
let admin: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
})

const get = () => call(getRoute, getSettings, { token: admin.token })
const update = (body: unknown, headers: Record<string, string> = {}) =>
  call(updateRoute, updateSettings, { token: admin.token, body, headers })

describe('settings over the API', () => {
  test('change in both entities by one write, are there for everyone to read, and are audited', async () => {
    const { answer } = await get()
    const changed = await update({
      baseVersion: answer.versions,
      fields: { noticeText: 'Hello', eventRetentionDays: 60 },
    })
    expect(changed).toMatchObject({
      status: 200,
      answer: {
        applied: ['noticeText', 'eventRetentionDays'],
        versions: { settings: 2, 'staff-settings': 2 },
      },
    })
    const seen = await call(publicRoute, getPublicSettings)
    expect(seen.answer).toMatchObject({ noticeText: 'Hello', version: 2 })
    expect(seen.answer).not.toHaveProperty('eventRetentionDays')
    const [entry] = await database.query('SELECT outcome, actor FROM audit_entry WHERE action = $1', [
      'PUT /api/v1/admin/settings/update',
    ])
    expect(entry).toMatchObject({ outcome: 'done', actor: { id: admin.id } })
  })

  test('a repeat under one key writes once', async () => {
    const { answer } = await get()
    const body = { baseVersion: answer.versions, fields: { noticeText: newId() } }
    const key = { 'idempotency-key': newId() }
    const answers = [await update(body, key), await update(body, key)]
    expect(answers[1]?.answer).toEqual(answers[0]?.answer)
    expect((await get()).answer.versions.settings).toBe(answer.versions.settings + 1)
  })

  test.each([
    [
      'no version of the entity',
      { baseVersion: { settings: 1 }, fields: { eventRetentionDays: 9 } },
      'baseVersion.staff-settings',
    ],
    ['no version at all', { fields: { noticeText: '' } }, 'baseVersion'],
    ['nothing to change', { baseVersion: { settings: 1 }, fields: {} }, 'fields'],
    [
      'a value that cannot be',
      { baseVersion: { settings: 1 }, fields: { signUpOpen: 'maybe' } },
      'fields.signUpOpen',
    ],
    ['a name that is none', { baseVersion: { settings: 1 }, fields: { colour: 'red' } }, 'fields.colour'],
  ])('%s is refused with the place', async (_, body, path) => {
    const { status, answer } = await update(body)
    expect([status, answer.code]).toEqual([422, 'invalid'])
    expect(answer.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  test('a version that does not exist yet is stale', async () => {
    expect((await update({ baseVersion: { settings: 999 }, fields: { noticeText: 'x' } })).status).toBe(409)
  })
})
