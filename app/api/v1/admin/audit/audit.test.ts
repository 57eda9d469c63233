import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createUser, updateProfile } from '#lib/accounts/contract.ts'
import { verifyAudit } from '#lib/audit/contract.ts'
import { recordAction } from '#lib/audit/service.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, provideSecrets, type TestPerson } from '../../../_testing.ts'
import { PUT as updateProfileRoute } from '../../profile/[user_id]/update/route.ts'
import { POST as createRoute } from '../users/create/route.ts'
import { GET as verifyRoute } from './verify/route.ts'

const database = useDatabase()
let admin: TestPerson

beforeAll(async () => {
  provideSecrets()
  admin = await makePerson('admin')
})

const verify = async () => (await call(verifyRoute, verifyAudit, { token: admin.token })).answer

describe('checking the audit log', () => {
  beforeEach(async () => {
    await asSuperuser('TRUNCATE audit_entry')
    for (const action of ['first', 'second', 'third', 'fourth']) {
      await recordAction({ actor: SYSTEM_ACTOR, action, target: 'x', outcome: 'done', requestId: newId() })
    }
  })

  /** The database refuses such statements to everyone, until somebody who owns it takes its guard away. */
  async function asSuperuser(sql: string): Promise<void> {
    await database.query('ALTER TABLE audit_entry DISABLE TRIGGER ALL')
    await database.query(sql)
    await database.query('ALTER TABLE audit_entry ENABLE TRIGGER ALL')
  }

  test('finds nothing where nobody changed it', async () => {
    expect(await verify()).toEqual({ intact: true, brokenAt: null })
  })

  test.each([
    ['outcome', `outcome = 'refused'`],
    ['actor', `actor = jsonb_set(actor, '{id}', '"somebody-else"')`],
    ['action', `action = 'nothing'`],
    ['target', `target = 'y'`],
    ['time', `at = at - interval '1 ms'`],
    ['details', `details = '{}'`],
    ['hash', `hash = prev_hash`],
  ])('finds an entry whose %s was changed', async (_, change) => {
    await asSuperuser(`UPDATE audit_entry SET ${change} WHERE seq = 2`)
    expect(await verify()).toEqual({ intact: false, brokenAt: '2' })
  })

  test('finds the gap of an entry that was deleted, the first one included', async () => {
    await asSuperuser('DELETE FROM audit_entry WHERE seq = 3')
    expect(await verify()).toEqual({ intact: false, brokenAt: '4' })
    await asSuperuser('DELETE FROM audit_entry WHERE seq = 1')
    expect(await verify()).toEqual({ intact: false, brokenAt: '2' })
  })

  test('is needed only against owners of the database: others cannot change an entry', async () => {
    await expect(database.query(`UPDATE audit_entry SET outcome = 'x'`)).rejects.toThrow('append-only')
    await expect(database.query('DELETE FROM audit_entry')).rejects.toThrow('append-only')
  })
})

test('staff who write by a route that is for everyone leave an entry, others do not', async () => {
  const user = await makePerson('user')
  const write = (token: string, headline: string) =>
    call(updateProfileRoute, updateProfile, {
      params: { user_id: user.id },
      token,
      body: { baseVersion: 1, fields: { headline } },
    })
  expect((await write(admin.token, 'By staff')).status).toBe(200)
  expect((await write(user.token, 'By me')).status).toBe(200)
  const entries = await database.query(
    `SELECT actor->>'id' AS "actorId", outcome FROM audit_entry WHERE target LIKE $1`,
    [`%${user.id}%`],
  )
  expect(entries).toEqual([{ actorId: admin.id, outcome: 'done' }])
})

test('what was done is answered as done although it could not be recorded', async () => {
  await database.query('ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID')
  try {
    const { status } = await call(createRoute, createUser, {
      token: admin.token,
      body: { email: `${newId()}@example.org`, name: 'New Person' },
    })
    expect(status).toBe(201)
  } finally {
    await database.query('ALTER TABLE audit_entry DROP CONSTRAINT full_disk')
  }
})
