import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { seedAccount } from '#lib/accounts/seed.ts'
import { createUser, syncUserData } from '#lib/accounts/service.ts'
import { Follower } from '#lib/bridge/follower-service.ts'
import { startLockstep } from '#lib/bridge/lockstep.ts'
import { appendEvents, getSnapshot, publishEvent, sync } from '#lib/bridge/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { defineJob } from '#lib/jobs/definition.ts'
import { type AnyJob, runJob } from '#lib/jobs/runner.ts'
import { startJob } from '#lib/jobs/service.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { mailDigests } from './digest.ts'
import { createNotifier } from './notifier.ts'
import { listNotifications, markAllRead, markRead, notify, pruneNotifications } from './service.ts'

const database = useDatabase()
const notifier = createNotifier()
let admin: Actor

beforeAll(async () => {
  await migrateQueue(database.url)
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  await seedAccount({
    role: 'admin',
    name: 'Ada',
    email: 'ada@example.org',
    password: 'a long enough password',
  })
  const [row] = await database.query<{ id: string }>('SELECT id FROM "user"')
  admin = { id: row?.id ?? '', name: 'Ada', role: 'admin', portal: 'admin' }
  await notifier.catchUp()
})

afterEach(async () => {
  await notifier.catchUp()
})

async function person(): Promise<Actor> {
  const made = await createUser(admin, {
    email: `${newId()}@example.org`,
    name: 'Uma',
    role: 'user',
    plan: 'free',
  })
  if (!made.ok) throw new Error(made.error.message)
  return { id: made.value.id, name: 'Uma', role: 'user', portal: 'user' }
}

async function edit(actor: Actor, id: string, fields: Record<string, unknown>, baseVersion?: number) {
  const now = await getSnapshot('profile', id, admin)
  if (!now.ok) throw new Error(now.error.message)
  const answer = await syncUserData(actor, id, {
    baseVersion: { profile: baseVersion ?? now.value.version, user: 1 },
    fields,
  })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function listed(actor: Actor, show: 'all' | 'unread' = 'all') {
  const list = await listNotifications(actor, { show, limit: 100 })
  if (!list.ok) throw new Error(list.error.message)
  return list.value
}

const messages = async (actor: Actor) => (await listed(actor)).items.map(({ title, count }) => [title, count])

const tell = (actor: Actor, cause: string, title = 'News') =>
  inTransaction((tx) => notify(tx, { userId: actor.id, cause, title, body: 'Something.', link: '/profile' }))

describe('what happens is told once', () => {
  test('edits by staff are one notification that counts them, with an event a step', async () => {
    const uma = await person()
    await edit(admin, uma.id, { headline: 'Nurse' })
    await edit(admin, uma.id, { phone: '1' })
    await notifier.catchUp()
    expect(await messages(uma)).toEqual([['Ada changed your profile 2 times', 2]])
    await edit(admin, uma.id, { location: 'Porto' })
    await notifier.catchUp()
    expect(await messages(uma)).toEqual([['Ada changed your profile 3 times', 3]])
    const [item] = (await listed(uma)).items
    const events = await database.query(
      'SELECT type, version, rooms FROM event WHERE entity_id = $1 ORDER BY seq',
      [item?.id],
    )
    const rooms = [`user:${uma.id}`]
    expect(events).toEqual([
      { type: 'notification.created', version: 1, rooms },
      { type: 'notification.updated', version: 2, rooms },
    ])
  })

  test('one that was read stays as it was, and the next change is new', async () => {
    const uma = await person()
    await edit(admin, uma.id, { headline: 'Nurse' })
    await notifier.catchUp()
    await markAllRead(uma)
    await edit(admin, uma.id, { headline: 'Head nurse' })
    await notifier.catchUp()
    expect((await listed(uma)).items.map(({ count, readAt }) => [count, readAt !== null])).toEqual([
      [1, false],
      [1, true],
    ])
  })

  test('three processes that follow the same log tell each cause once', async () => {
    const uma = await person()
    const others = [createNotifier(), createNotifier()]
    for (let n = 0; n < 12; n++) {
      await edit(admin, uma.id, { headline: `Nurse ${n}` })
      await Promise.all([notifier, ...others].map((follower) => follower.catchUp()))
    }
    await notifier.catchUp()
    expect(await messages(uma)).toEqual([['Ada changed your profile 12 times', 12]])
  })

  test('work that fails half-way leaves nothing behind, and is done whole the next time', async () => {
    const uma = await person()
    const name = `test-${newId()}`
    let fails = true
    const follower = new Follower({
      name,
      types: ['profile.updated'],
      async handle(tx, events) {
        for (const { envelope } of events) {
          const { id } = envelope
          await notify(tx, { userId: uma.id, cause: `${name}:${id}`, title: 'T', body: 'B', link: '/' })
          if (fails) throw new Error('killed')
        }
        return { handled: events.length, progress: null }
      },
    })
    await follower.catchUp()
    await edit(uma, uma.id, { headline: 'a' })
    await edit(uma, uma.id, { headline: 'b' })
    await expect(follower.catchUp()).rejects.toThrow('killed')
    expect(await messages(uma)).toEqual([])
    fails = false
    await follower.catchUp()
    await follower.catchUp()
    expect(await messages(uma)).toHaveLength(2)
  })

  test('somebody whose value lost against staff hears of it, and of that alone', async () => {
    const uma = await person()
    const { version } = await edit(admin, uma.id, { headline: 'Staff’s' })
    await notifier.catchUp()
    await markAllRead(uma)
    await edit(uma, uma.id, { headline: 'Mine' }, version - 1)
    await notifier.catchUp()
    expect((await listed(uma, 'unread')).items).toMatchObject([
      { kind: 'conflict-lost', link: '/profile#field-headline' },
    ])
    expect((await listed(admin)).items.filter(({ kind }) => kind === 'conflict-lost')).toEqual([])
  })

  test('a job that ended is told to whoever started it, its progress is not', async () => {
    const started = await startJob({ kind: 'test.sum', payload: {}, requestedBy: admin })
    if (!started.ok) throw new Error(started.error.message)
    const job = defineJob({
      kind: 'test.sum',
      payload: z.object({}),
      async run(_, { progress }) {
        progress({ done: 1, total: 2, unit: 'rows' })
        return {}
      },
    })
    const attempt = { isLast: true, stopping: new AbortController().signal }
    await runJob(new Map([[job.kind, job as AnyJob]]), started.value.runId, attempt)
    await notifier.catchUp()
    expect((await listed(admin)).items.filter(({ kind }) => kind === 'job-ended')).toMatchObject([
      { title: 'Your test.sum is done', link: `/admin/jobs/${started.value.runId}`, count: 1 },
    ])
  })

  test('by itself, soon after the commit', async () => {
    const lockstep = await startLockstep({ databaseUrl: database.url })
    const running = [createNotifier(), createNotifier()]
    for (const one of running) one.start()
    try {
      const uma = await person()
      for (const headline of ['a', 'b', 'c']) await edit(admin, uma.id, { headline })
      await expect.poll(() => messages(uma)).toEqual([['Ada changed your profile 3 times', 3]])
    } finally {
      await Promise.all(running.map((one) => one.stop()))
      await lockstep.stop()
    }
  })

  test('staff hear of it when the one AI provider changes, and nobody else does', async () => {
    const uma = await person()
    await publishEvent(
      'lock.failover',
      { holder: 'builtin', exhausted: true, epoch: 3 },
      {
        entity: 'provider',
        entityId: 'ai',
        rooms: ['everyone'],
      },
    )
    await notifier.catchUp()
    expect((await listed(admin)).items.find(({ kind }) => kind === 'provider')).toMatchObject({
      title: 'No AI provider is left',
      link: '/admin/providers',
    })
    expect((await listed(uma)).items.filter(({ kind }) => kind === 'provider')).toEqual([])
  })

  test('a new forecast of the home region reaches a whole town, in several steps', async () => {
    await database.query(`INSERT INTO region (code, name, kind) VALUES ('PRT', 'Portugal', 'country')`)
    await database.query(`
      WITH made AS (
        INSERT INTO "user" (id, email, name) SELECT 'town-' || n, 'town' || n || '@example.org', 'Town'
        FROM generate_series(1, 1200) AS n RETURNING id
      ) INSERT INTO preferences (user_id, home_region) SELECT id, 'PRT' FROM made`)
    const publish = () =>
      inTransaction((tx) =>
        appendEvents(tx, [
          {
            type: 'forecast.published',
            entity: 'forecast',
            entityId: 'PRT',
            version: 1,
            fields: { riskLevel: 'RED', dataAsOf: '2026-11-19', sourceKind: 'real' },
            actor: SYSTEM_ACTOR,
            rooms: ['everyone'],
          },
        ]),
      )
    await publish()
    await notifier.catchUp()
    const told = () =>
      database.query(
        `SELECT count(*)::int AS people, sum(count)::int AS causes FROM notification WHERE kind = 'forecast'`,
      )
    expect(await told()).toEqual([{ people: 1200, causes: 1200 }])
    await publish()
    await notifier.catchUp()
    expect(await told()).toEqual([{ people: 1200, causes: 2400 }])
  })

  test('a cause is told once and a person who does not exist is told nothing', async () => {
    const uma = await person()
    await tell(uma, 'invoice:1:paid')
    await tell(uma, 'invoice:1:paid')
    await tell({ ...uma, id: 'nobody' }, 'invoice:1:paid')
    expect(await messages(uma)).toEqual([['News', 1]])
  })
})

describe('a person’s notifications', () => {
  test('page from the newest on, and count what is unread on all pages', async () => {
    const uma = await person()
    for (let n = 0; n < 5; n++) await tell(uma, `cause:${n}`, `News ${n}`)
    const first = await listNotifications(uma, { show: 'all', limit: 3 })
    if (!first.ok || !first.value.nextCursor) throw new Error('There is no second page')
    const second = await listNotifications(uma, { show: 'all', limit: 3, before: first.value.nextCursor })
    if (!second.ok) throw new Error(second.error.message)
    const titles = [...first.value.items, ...second.value.items].map(({ title }) => title)
    expect(titles).toEqual(['News 4', 'News 3', 'News 2', 'News 1', 'News 0'])
    expect([first.value.unread, second.value.nextCursor]).toEqual([5, null])
    expect(await listNotifications(uma, { show: 'all', limit: 3, before: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    })
  })

  test('are marked as read one by one and all at once, each with its event; a repeat writes nothing', async () => {
    const uma = await person()
    for (let n = 0; n < 3; n++) await tell(uma, `cause:${n}`)
    const [item] = (await listed(uma)).items
    const id = item?.id ?? ''
    const read = await markRead(uma, id)
    expect(read).toMatchObject({ ok: true, value: { version: 2, readAt: expect.any(String) } })
    expect(await markRead(uma, id)).toEqual(read)
    expect(await markAllRead(uma)).toEqual({ read: 2, unread: 0 })
    expect(await markAllRead(uma)).toEqual({ read: 0, unread: 0 })
    const events = await database.query(
      `SELECT 1 FROM event WHERE type = 'notification.updated' AND entity_id LIKE $1`,
      [`${uma.id}.%`],
    )
    expect(events).toHaveLength(3)
  })

  test('are theirs alone', async () => {
    const uma = await person()
    await tell(uma, 'secret')
    const id = (await listed(uma)).items[0]?.id ?? ''
    for (const other of [admin, await person()]) {
      expect(await markRead(other, id)).toMatchObject({ ok: false, error: { code: 'not-found' } })
      expect(await getSnapshot('notification', id, other)).toMatchObject({ ok: false })
    }
    expect(await getSnapshot('notification', id, uma)).toMatchObject({
      ok: true,
      value: { fields: { readAt: null } },
    })
    const write = { entity: 'notification', id, baseVersion: 1, fields: { title: 'Mine' } }
    expect(await sync({ userId: uma.id, parts: [write] }, uma)).toMatchObject({ ok: false })
    expect((await listed(uma)).unread).toBe(1)
  })

  test('end at their age, and their end is in the log', async () => {
    const uma = await person()
    await tell(uma, 'old')
    const id = (await listed(uma)).items[0]?.id ?? ''
    const day = 24 * 60 * 60 * 1_000
    await pruneNotifications(new Date(Date.now() + 89 * day), 90)
    expect(await messages(uma)).toHaveLength(1)
    await pruneNotifications(new Date(Date.now() + 91 * day), 90)
    expect(await messages(uma)).toEqual([])
    const last = await database.query(
      'SELECT type, version FROM event WHERE entity_id = $1 ORDER BY seq DESC LIMIT 1',
      [id],
    )
    expect(last).toEqual([{ type: 'notification.deleted', version: 2 }])
  })
})

describe('mails', () => {
  const soon = () => new Date(Date.now() + 20 * 60 * 1_000)
  const tomorrow = () => new Date(Date.now() + 25 * 60 * 60 * 1_000)
  async function mailsTo(actor: Actor) {
    return database.query(
      `SELECT subject FROM outbox_mail m JOIN "user" u ON u.email = m.recipient
       WHERE u.id = $1 AND purpose = 'notification-digest'`,
      [actor.id],
    )
  }

  test('tell once a day at most of what was left unread, however many processes look', async () => {
    const uma = await person()
    await tell(uma, 'a', 'First')
    await mailDigests(new Date())
    expect(await mailsTo(uma), 'not while they may still be looking').toEqual([])
    await Promise.all([mailDigests(soon()), mailDigests(soon()), mailDigests(soon())])
    expect(await mailsTo(uma)).toEqual([{ subject: 'First' }])
    await tell(uma, 'b', 'Second')
    await tell(uma, 'c', 'Third')
    await mailDigests(soon())
    expect(await mailsTo(uma)).toHaveLength(1)
    await mailDigests(tomorrow())
    expect(await mailsTo(uma)).toContainEqual({ subject: '2 things you have not seen yet' })
  })

  test('go to nobody who does not want them, and tell nothing that was read', async () => {
    const [uma, vic] = [await person(), await person()]
    await database.query('UPDATE preferences SET email_notifications = false WHERE user_id = $1', [uma.id])
    await tell(uma, 'a')
    await tell(vic, 'a')
    await markAllRead(vic)
    await mailDigests(soon())
    expect([await mailsTo(uma), await mailsTo(vic)]).toEqual([[], []])
  })
})
