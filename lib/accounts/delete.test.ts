import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyAuditLog } from '#lib/audit/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { notify } from '#lib/notifications/service.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { during } from '#lib/platform/testing/held-transaction.ts'
import { deleteUser } from './delete-service.ts'
import {
  authenticateToken,
  createUser,
  issueTokens,
  requestPasswordReset,
  resetPassword,
  signIn,
  signUp,
  syncUserData,
} from './service.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'
const request = { requestId: newId() }
let admin: Person

type Person = { id: string; email: string; actor: Actor; secret: { email: string; password: string } }

beforeAll(() => provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' }))

beforeEach(async () => {
  admin = await person('admin')
})

async function person(role: 'admin' | 'user' = 'user'): Promise<Person> {
  const email = `${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name: role, role, plan: 'free', password: PASSWORD })
  if (!made.ok) throw new Error(made.error.message)
  const actor = { id: made.value.id, name: role, role, portal: role } as const
  return { id: made.value.id, email, actor, secret: { email, password: PASSWORD } }
}

const remove = (id: string, actor = admin.actor) => deleteUser(actor, id, request)
const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }) =>
  answer.ok ? 'done' : answer.error.code
const tell = (userId: string) =>
  inTransaction((tx) => notify(tx, { userId, cause: newId(), title: 'T', body: 'B', link: '/' }))
const isThere = (id: string) => database.query('SELECT id FROM "user" WHERE id = $1', [id])

async function eventsOf(id: string) {
  return database.query<{ type: string; version: number; by: string; rooms: string[] }>(
    `SELECT type, version, actor->>'id' AS by, rooms FROM event WHERE entity_id = $1 ORDER BY xid, seq`,
    [id],
  )
}

/** Tables that hold something of a person, by foreign keys and by what only names them; how many rows each. */
async function traces(id: string): Promise<Record<string, number>> {
  const keys = await database.query<{ table: string; column: string }>(`
    SELECT c.conrelid::regclass::text AS table, a.attname AS column
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND c.confrelid = '"user"'::regclass`)
  const places = [
    ...keys,
    { table: '"user"', column: 'id' },
    { table: 'verification', column: 'value' },
    { table: 'conflict', column: 'owner_id' },
    { table: 'idempotency_key', column: 'actor_id' },
  ]
  const counts: Record<string, number> = {}
  for (const { table, column } of places) {
    const rows = await database.query(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [id])
    counts[table] = rows.length
  }
  return counts
}

describe('deleting a person', () => {
  test('takes everything of theirs, and says so in the log and the audit log, which keep the rest', async () => {
    const { id, email, actor, secret } = await person()
    await signIn(secret, { headers: new Headers(), address: newId() })
    await issueTokens(secret, newId())
    await requestPasswordReset(email)
    await tell(id)
    const fields = { headline: 'Mine', role: 'admin' }
    await syncUserData(actor, id, { baseVersion: 1, fields, idempotencyKey: crypto.randomUUID() })
    const before = await traces(id)
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([])
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(10)

    expect(await remove(id)).toEqual({ ok: true, value: { userId: id } })

    expect(Object.values(await traces(id)).filter((count) => count > 0)).toEqual([])
    const rooms = [`user:${id}`, 'admins']
    const events = await eventsOf(id)
    expect(events.slice(-3)).toEqual([
      { type: 'preferences.deleted', version: 2, by: admin.id, rooms },
      { type: 'profile.deleted', version: 3, by: admin.id, rooms },
      { type: 'user.deleted', version: 2, by: admin.id, rooms },
    ])
    expect(events.map(({ type }) => type)).toContain('user.created')
    const entries = await database.query(
      `SELECT actor->>'id' AS by, action, outcome, details FROM audit_entry WHERE target = $1`,
      [`user/${id}`],
    )
    expect(entries).toEqual([
      { by: admin.id, action: 'admin.delete-person', outcome: 'done', details: request },
    ])
    expect(await verifyAuditLog()).toEqual({ intact: true, brokenAt: null })
  })

  test('ends their tokens and their mailed links, and the address is free again', async () => {
    const { id, email, secret } = await person()
    const tokens = await issueTokens(secret, newId())
    const token = tokens.ok ? tokens.value.access_token : ''
    expect(await authenticateToken(token)).not.toBeNull()
    await requestPasswordReset(email)
    const [mail] = await database.query<{ text: string }>(
      `SELECT text FROM outbox_mail WHERE recipient = $1 AND purpose = 'password-reset'`,
      [email],
    )
    await remove(id)
    expect(await authenticateToken(token)).toBeNull()
    expect(codeOf(await issueTokens(secret, newId()))).toBe('unauthenticated')
    const link = { token: /reset\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '', password: PASSWORD }
    expect(codeOf(await resetPassword(link, { address: newId() }))).toBe('invalid')
    const again = { name: 'New', email, password: PASSWORD }
    expect(await signUp(again, { address: newId() })).toEqual({ ok: true, value: { created: true } })
  })

  test('is for staff, not for oneself, and not for nobody', async () => {
    const { id, actor } = await person()
    expect(codeOf(await remove(admin.id, actor))).toBe('forbidden')
    expect(codeOf(await remove(id, actor))).toBe('forbidden')
    expect(codeOf(await remove(admin.id))).toBe('forbidden')
    expect(codeOf(await remove('nobody'))).toBe('not-found')
    expect([await isThere(id), await isThere(admin.id)].flat()).toHaveLength(2)
  })

  test('a second time finds nobody and says nothing', async () => {
    const { id } = await person()
    await remove(id)
    const events = await eventsOf(id)
    expect(codeOf(await remove(id))).toBe('not-found')
    expect(await eventsOf(id)).toEqual(events)
  })

  test('is not done when it cannot be audited', async () => {
    const { id } = await person()
    await database.query('ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID')
    try {
      await expect(remove(id)).rejects.toThrow('full_disk')
    } finally {
      await database.query('ALTER TABLE audit_entry DROP CONSTRAINT full_disk')
    }
    expect(await isThere(id)).toHaveLength(1)
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['user.created'])
  })
})

describe('the last active admin', () => {
  const only = (...admins: Person[]) =>
    database.query(`UPDATE "user" SET role = CASE WHEN id = ANY($1) THEN 'admin' ELSE 'user' END`, [
      admins.map(({ id }) => id),
    ])

  test('stays, also where a suspended one is left, and one of two goes', async () => {
    const [other, suspended] = [await person('admin'), await person('admin')]
    await only(admin, other, suspended)
    await database.query(`UPDATE "user" SET status = 'suspended' WHERE id = $1`, [suspended.id])
    expect(codeOf(await remove(other.id))).toBe('done')
    expect(codeOf(await remove(admin.id, SYSTEM_ACTOR))).toBe('conflict')
    expect(codeOf(await remove(suspended.id))).toBe('done')
  })

  test('is left when the last two delete or demote each other at once', async () => {
    for (let round = 0; round < 8; round++) {
      const [one, two] = [await person('admin'), await person('admin')]
      await only(one, two)
      const demotion = { baseVersion: 1, fields: { role: 'user' } }
      const answers = await Promise.all([
        remove(two.id, one.actor),
        round % 2 === 0 ? remove(one.id, two.actor) : syncUserData(two.actor, one.id, demotion),
      ])
      expect(answers.map(codeOf).sort()).toEqual(['conflict', 'done'])
      const left = await database.query(`SELECT id FROM "user" WHERE role = 'admin' AND status = 'active'`)
      expect(left).toHaveLength(1)
    }
  })
})

describe('a deletion that meets', () => {
  test('another one: one of the two does it', async () => {
    const { id } = await person()
    const answers = await Promise.all([remove(id), remove(id), remove(id, SYSTEM_ACTOR)])
    expect(answers.map(codeOf).sort()).toEqual(['done', 'not-found', 'not-found'])
    expect((await eventsOf(id)).filter(({ type }) => type === 'user.deleted')).toHaveLength(1)
  })

  test('edits: each comes before it or finds nobody, and the log ends with the deletion', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, actor } = await person()
      const edit = (by: Actor, fields: object) =>
        syncUserData(by, id, { baseVersion: 'newest', fields: { ...fields } })
      const [first, second, gone, third] = await Promise.all([
        edit(actor, { headline: 'Mine' }),
        edit(admin.actor, { headline: 'Ours', plan: 'annual' }),
        remove(id),
        edit(actor, { headline: 'Late', role: 'admin' }),
      ])
      expect(gone.ok).toBe(true)
      const edits = [first, second, third].map(codeOf)
      expect(edits.filter((code) => code !== 'done' && code !== 'not-found')).toEqual([])
      expect(Object.values(await traces(id)).filter((count) => count > 0)).toEqual([])
      const events = await eventsOf(id)
      expect(events.slice(-3).map(({ type }) => type)).toEqual([
        'preferences.deleted',
        'profile.deleted',
        'user.deleted',
      ])
      for (const entity of ['user', 'profile']) {
        const versions = events
          .filter(({ type }) => type.startsWith(`${entity}.`))
          .map(({ version }) => version)
        expect(versions).toEqual([...versions].sort((left, right) => left - right))
        expect(versions.at(-1)).toBe(Math.max(...versions.slice(0, -1), 1) + 1)
      }
    }
  })

  test('a sign-in: it is refused', async () => {
    const { id, secret } = await person()
    const going = [['DELETE FROM "user" WHERE id = $1', [id]]] as const
    const answer = await during(database, going, () => issueTokens(secret, newId()))
    expect(codeOf(answer)).toBe('unauthenticated')
  })

  test('a message to them: nothing is told, and whoever tells it goes on', async () => {
    const { id } = await person()
    await tell(id)
    const going = [
      ['DELETE FROM notification WHERE user_id = $1', [id]],
      ['DELETE FROM "user" WHERE id = $1', [id]],
    ] as const
    await during(database, going, () => tell(id))
    expect(await database.query('SELECT 1 FROM notification WHERE user_id = $1', [id])).toEqual([])
    const events = await database.query(`SELECT 1 FROM event WHERE entity_id LIKE $1`, [`${id}.%`])
    expect(events, 'only of the first one').toHaveLength(1)
  })
})
