import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPerson, sendResetMail } from '#lib/accounts/admin-actions.ts'
import { createUser, signIn } from '#lib/accounts/service.ts'
import { editEntity } from '#lib/bridge/actions.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { cancelJob, runForecastsNow } from '#lib/jobs/actions.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'

/** What Next hands to a server action: the headers of the request that called it. */
const request = vi.hoisted(() => ({ headers: new Headers() }))
vi.mock('next/headers', () => ({ headers: async () => request.headers }))

const database = useDatabase()
const PASSWORD = 'a long enough password'
const requestId = newId()
let admin: Person
let user: Person

type Person = { id: string; email: string; cookie: string }

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  admin = await person('admin')
  user = await person('user')
})
beforeEach(() => comeAs(admin))

async function person(role: 'admin' | 'user'): Promise<Person> {
  const email = `${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name: role, role, plan: 'free', password: PASSWORD })
  const facts = { headers: new Headers(), address: newId() }
  const opened = await signIn({ email, password: PASSWORD }, facts)
  if (!made.ok || !opened.ok) throw new Error('No person to test with')
  const cookie = opened.value.cookies.map((one) => one.split(';')[0]).join('; ')
  return { id: made.value.id, email, cookie }
}

function comeAs({ cookie }: Person): void {
  request.headers = new Headers({ cookie, origin: 'http://127.0.0.1:3000', 'x-request-id': requestId })
}

const edit = (portal: 'admin' | 'user', id: string, headline: string, madeBy = admin.id) =>
  editEntity({
    madeBy,
    portal,
    entity: 'profile',
    id,
    baseVersion: 1,
    fields: { headline },
    idempotencyKey: crypto.randomUUID(),
  })

const lastEntry = async () => {
  const [entry] = await database.query(
    `SELECT actor->>'id' AS "actorId", action, target, outcome, details FROM audit_entry ORDER BY seq DESC LIMIT 1`,
  )
  return entry
}
const countEntries = async () => (await database.query('SELECT 1 FROM audit_entry')).length

describe('what staff do in the portal is in the audit log', () => {
  const written = (action: string, target: string, outcome = 'done') => ({
    actorId: admin.id,
    action,
    target,
    outcome,
    details: { requestId },
  })

  test.each(['admin', 'user'] as const)('editing a record, by whichever portal: %s', async (portal) => {
    const { id } = await person('user')
    expect((await edit(portal, id, 'Edited by staff')).ok).toBe(true)
    expect(await lastEntry()).toEqual(written(`${portal}.edit-record`, `profile/${id}`))
  })

  test('making an account, also when it is refused', async () => {
    const input = { email: `${newId()}@example.org`, name: 'New', password: '', role: 'user', plan: 'free' }
    await createPerson(input)
    expect(await lastEntry()).toEqual(written('admin.create-person', 'user/new'))
    await createPerson(input)
    expect(await lastEntry()).toEqual(written('admin.create-person', 'user/new', 'conflict'))
  })

  test('mailing a link for a new password', async () => {
    await sendResetMail(user.id)
    expect(await lastEntry()).toEqual(written('admin.send-reset-mail', `user/${user.id}`))
  })

  test('cancelling a job', async () => {
    await cancelJob('none')
    expect(await lastEntry()).toEqual(written('admin.cancel-job', 'job/none', 'not-found'))
  })

  test('starting a forecast run, also when it fails on the way', async () => {
    // This database has no queue.
    await expect(runForecastsNow()).rejects.toThrow('graphile_worker')
    expect(await lastEntry()).toEqual(written('admin.run-forecasts', 'forecasts', 'failed'))
  })

  test('reading a mail with a link that lets its reader act as another person', async () => {
    await sendResetMail(user.id)
    const [mail] = await database.query<{ id: string }>('SELECT id FROM outbox_mail ORDER BY id DESC LIMIT 1')
    const { default: MailPage } = await import('#app/(admin)/admin/outbox/[id]/page.tsx')
    await MailPage({ params: Promise.resolve({ id: mail?.id ?? '' }) })
    expect(await lastEntry()).toEqual(written('admin.read-mail-with-link', `mail/${mail?.id}`))
  })
})

test('what people do to their own records is none of the audit log’s', async () => {
  comeAs(user)
  const before = await countEntries()
  expect((await edit('user', user.id, 'Mine', user.id)).ok).toBe(true)
  expect(await countEntries()).toBe(before)
})

test('a change that was made is answered as made although it could not be recorded', async () => {
  const { id } = await person('user')
  const before = await countEntries()
  await database.query('ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID')
  try {
    expect(await edit('admin', id, 'Changed')).toMatchObject({ ok: true, value: { applied: ['headline'] } })
  } finally {
    await database.query('ALTER TABLE audit_entry DROP CONSTRAINT full_disk')
  }
  expect(await countEntries()).toBe(before)
})
