import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedAccount } from '#lib/accounts/seed.ts'
import { issueTokens, syncUserData } from '#lib/accounts/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { hashFields } from './digest.ts'
import { type Lockstep, startLockstep } from './lockstep.ts'
import type { Envelope } from './schema.ts'
import { getSnapshot, listEvents, publishEvent, subscribeToEvents } from './service.ts'
import { tracker } from './tracker.ts'
import type { ClientToServer, Hello, ResumeAnswer, ServerToClient } from './wire.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'

type ClientSocket = Socket<ServerToClient, ClientToServer>

let http: Server
let lockstep: Lockstep
let url: string
let admin: Actor
let uma: Actor
let vic: Actor
const sockets: ClientSocket[] = []

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  admin = await person('admin', 'ada@example.com')
  uma = await person('user', 'uma@example.com')
  vic = await person('user', 'vic@example.com', true)
  http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  lockstep = await startLockstep({ http, databaseUrl: database.url })
})

afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await lockstep.stop()
  http.close()
})

async function person(role: 'admin' | 'user', email: string, direct = false): Promise<Actor> {
  if (direct) {
    // The demo user is seeded only while there is none: others are made the ordinary way.
    const { createUser } = await import('#lib/accounts/service.ts')
    const made = await createUser(admin, { email, name: email, password: PASSWORD, role, plan: 'free' })
    if (!made.ok) throw new Error(made.error.message)
  } else await seedAccount({ role, email, name: email, password: PASSWORD })
  const [row] = await database.query<{ id: string }>('SELECT id FROM "user" WHERE email = $1', [email])
  return { id: row?.id ?? '', name: email, role, portal: role }
}

async function issued(email: string) {
  const answer = await issueTokens({ email, password: PASSWORD }, '127.0.0.1')
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

type Client = {
  socket: ClientSocket
  hello: Hello
  events: Envelope[]
  /** Resolves with the first event that fits, also one that came already. */
  event(fits: (event: Envelope) => boolean): Promise<Envelope>
  resume(from: { epoch: string; cursor: string }): Promise<ResumeAnswer>
}

async function connect(
  email: string,
  options: { auth?: object; headers?: Record<string, string> } = {},
): Promise<Client> {
  const socket: ClientSocket = io(url, {
    path: '/api/socket',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: options.auth ?? { token: (await issued(email)).access_token },
    ...(options.headers ? { extraHeaders: options.headers } : {}),
  })
  sockets.push(socket)
  const events: Envelope[] = []
  const waiting = new Set<() => void>()
  socket.on('lockstep:event', (event, received) => {
    received()
    events.push(event)
    for (const check of waiting) check()
  })
  const hello = await new Promise<Hello>((resolve, reject) => {
    socket.on('lockstep:hello', resolve)
    socket.on('connect_error', reject)
  })
  return {
    socket,
    hello,
    events,
    event: (fits) =>
      new Promise((resolve) => {
        const check = () => {
          const found = events.find(fits)
          if (!found) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
    resume: (from) => socket.emitWithAck('lockstep:resume', from),
  }
}

async function edit(
  actor: Actor,
  id: string,
  fields: Record<string, unknown>,
  baseVersion = 0,
): Promise<void> {
  const answer = await syncUserData(actor, id, { baseVersion, fields })
  if (!answer.ok) throw new Error(answer.error.message)
}

describe('the socket', () => {
  it('tells a person of a change by staff, with who made it', async () => {
    const client = await connect('uma@example.com')
    expect(await client.resume(client.hello)).toEqual({ mode: 'live', events: 0 })
    await edit(admin, uma.id, { headline: 'Data engineer' })
    const event = await client.event(({ fields }) => fields.headline === 'Data engineer')
    expect(event).toMatchObject({
      v: 1,
      type: 'profile.updated',
      entity: 'profile',
      entityId: uma.id,
      version: 2,
      fields: { headline: 'Data engineer' },
      actor: { id: admin.id, role: 'admin', portal: 'admin' },
      conflicts: [],
    })
    client.socket.disconnect()
  })

  it('never tells a person of another person’s record', async () => {
    const client = await connect('vic@example.com')
    await client.resume(client.hello)
    await edit(admin, uma.id, { location: 'Lisbon' })
    await edit(admin, vic.id, { location: 'Porto' })
    await client.event(({ entityId }) => entityId === vic.id)
    expect(client.events.filter(({ entityId }) => entityId === uma.id)).toEqual([])
    client.socket.disconnect()
  })

  it('replays what was missed, in order and once, before anything new', async () => {
    const first = await connect('uma@example.com')
    await first.resume(first.hello)
    await edit(admin, uma.id, { summary: 'seen' })
    const seen = await first.event(({ fields }) => fields.summary === 'seen')
    first.socket.disconnect()
    for (let i = 0; i < 30; i++) await edit(admin, uma.id, { summary: `missed ${i}` }, seen.version)
    const second = await connect('uma@example.com')
    const writing = (async () => {
      for (let i = 30; i < 60; i++) await edit(admin, uma.id, { summary: `missed ${i}` }, seen.version)
    })()
    const answer = await second.resume({ epoch: first.hello.epoch, cursor: seen.cursor })
    expect(answer.mode).toBe('replay')
    await writing
    await second.event(({ fields }) => fields.summary === 'missed 59')
    expect(second.events.map(({ fields }) => fields.summary)).toEqual(
      Array.from({ length: 60 }, (_, i) => `missed ${i}`),
    )
    expect(second.events.map(({ version }) => version)).toEqual(
      Array.from({ length: 60 }, (_, i) => seen.version + 1 + i),
    )
    second.socket.disconnect()
  })

  it('goes live by itself for a client that does not say where it stands', async () => {
    const client = await connect('uma@example.com')
    await edit(admin, uma.id, { phone: '+351 1' })
    expect((await client.event(({ fields }) => fields.phone === '+351 1')).entity).toBe('profile')
    client.socket.disconnect()
  })

  it('sends a client with a cursor of another history to read everything anew', async () => {
    const client = await connect('uma@example.com')
    const notice = new Promise<{ reason: string }>((resolve) =>
      client.socket.on('lockstep:must-refetch', resolve),
    )
    expect(await client.resume({ epoch: 'another', cursor: '1-1' })).toEqual({ mode: 'refetch', events: 0 })
    expect(await notice).toEqual({ reason: 'epoch' })
    expect(await client.resume({ epoch: client.hello.epoch, cursor: "1'; --" })).toEqual({
      mode: 'refetch',
      events: 0,
    })
    client.socket.disconnect()
  })

  it('traces an event from commit to paint, per recipient', async () => {
    const client = await connect('uma@example.com')
    await client.resume(client.hello)
    await edit(admin, uma.id, { industry: 'Energy' })
    const { id } = await client.event(({ fields }) => fields.industry === 'Energy')
    const rendered = new Promise<void>((resolve) => {
      const stop = tracker().onTrace((trace) => {
        const recipient = [...trace.recipients.values()].find(({ userId }) => userId === uma.id)
        if (trace.id !== id || recipient?.renderedAt === undefined) return
        expect(recipient.deliveredAt).toBeGreaterThanOrEqual(recipient.sentAt)
        expect(recipient.appliedAt).toBeGreaterThanOrEqual(recipient.deliveredAt ?? 0)
        expect(trace.relayedAt).toBeGreaterThanOrEqual(trace.committedAt - 1)
        stop()
        resolve()
      })
    })
    client.socket.emit('lockstep:applied', { id })
    client.socket.emit('lockstep:rendered', { id })
    await rendered
    client.socket.disconnect()
  })

  it('gives traces to staff only', async () => {
    const [staff, nobody] = [await connect('ada@example.com'), await connect('uma@example.com')]
    const heard: string[] = []
    nobody.socket.on('lockstep:traces', () => heard.push('user'))
    nobody.socket.emit('lockstep:watch', true)
    await nobody.resume(nobody.hello)
    const told = new Promise<void>((resolve) => staff.socket.on('lockstep:traces', () => resolve()))
    staff.socket.emit('lockstep:watch', true)
    await staff.resume(staff.hello)
    await edit(admin, uma.id, { level: 'senior' })
    await told
    expect(heard).toEqual([])
    staff.socket.disconnect()
    nobody.socket.disconnect()
  })

  it('takes a confirmation for all that was sent before it, replayed or live', async () => {
    const first = await connect('uma@example.com')
    await first.resume(first.hello)
    first.socket.disconnect()
    await edit(admin, uma.id, { summary: 'replayed and not confirmed' })
    const client = await connect('uma@example.com')
    const confirmations: (() => void)[] = []
    client.socket.off('lockstep:event')
    client.socket.on('lockstep:event', (event, received) => {
      client.events.push(event)
      confirmations.push(received)
    })
    await client.resume(first.hello)
    for (const phone of ['1', '2', '3']) await edit(admin, uma.id, { phone })
    await expect.poll(() => confirmations.length).toBe(4)
    const confirmed = () =>
      client.events.map(
        ({ id }) =>
          tracker()
            .trace(id)
            ?.recipients.get(client.socket.id ?? '')?.deliveredAt !== undefined,
      )
    expect(confirmed()).toEqual([false, false, false, false])
    confirmations[2]?.()
    await expect.poll(confirmed).toEqual([true, true, true, false])
    confirmations[0]?.()
    confirmations[3]?.()
    await expect.poll(confirmed).toEqual([true, true, true, true])
    client.socket.disconnect()
  })

  it('leaves what is replayed out of the latency figures: that is how long somebody was away', async () => {
    const first = await connect('uma@example.com')
    await first.resume(first.hello)
    first.socket.disconnect()
    await edit(admin, uma.id, { summary: 'while away' })
    const before = tracker().stages().delivered.count
    const second = await connect('uma@example.com')
    const answer = await second.resume(first.hello)
    expect(answer).toEqual({ mode: 'replay', events: 1 })
    const [event] = second.events
    const recipient = () =>
      tracker()
        .traces(50)
        .find(({ id }) => id === event?.id)
        ?.recipients.get(second.socket.id ?? '')
    // The next acknowledged emit is handled after the replayed event's acknowledgement.
    await second.resume({ epoch: second.hello.epoch, cursor: event?.cursor ?? '' })
    expect(recipient()).toMatchObject({ replayed: true, deliveredAt: expect.any(Number) })
    expect(tracker().stages().delivered.count).toBe(before)
    second.socket.disconnect()
  })

  it('tells a client what it shows otherwise than the database, as of its place in the log', async () => {
    const client = await connect('uma@example.com')
    await client.resume(client.hello)
    await edit(admin, uma.id, { location: 'Évora' })
    const event = await client.event(({ fields }) => fields.location === 'Évora')
    const snapshot = await getSnapshot('profile', uma.id, uma)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    const { version, fields } = snapshot.value
    const key = `profile:${uma.id}`
    const digest = (entity: { key: string; version: number; hash: string }, cursor = event.cursor) =>
      client.socket.emitWithAck('lockstep:digest', { cursor, entities: [entity] })
    const hash = hashFields(fields)
    expect(await digest({ key, version, hash })).toEqual({ mismatches: [] })
    expect(await digest({ key, version, hash: 'other' })).toEqual({ mismatches: [{ key, version }] })
    expect(await digest({ key, version: version - 1, hash })).toEqual({ mismatches: [{ key, version }] })
    // Who has not heard of it yet cannot show it.
    expect(await digest({ key, version: version - 1, hash }, client.hello.cursor)).toEqual({ mismatches: [] })
    // Others' records are not compared: the answer would tell of them.
    expect(await digest({ key: `profile:${vic.id}`, version: 1, hash })).toEqual({ mismatches: [] })
    client.socket.disconnect()
  })

  it('closes the sockets of a token family that was ended, and only those', async () => {
    const [thief, owner] = [await issued('uma@example.com'), await issued('uma@example.com')]
    const stolen = await connect('', { auth: { token: thief.access_token } })
    const own = await connect('', { auth: { token: owner.access_token } })
    const gone = new Promise<string>((resolve) => stolen.socket.on('disconnect', resolve))
    const familyId = decodeJwt(thief.access_token).fam
    await publishEvent('session.ended', { familyId }, { entity: 'session', entityId: uma.id, rooms: [] })
    expect(await gone).toBe('io server disconnect')
    expect(own.socket.connected).toBe(true)
    own.socket.disconnect()
  })

  it('does not let in who is banned while they connect', async () => {
    const { access_token } = await issued('vic@example.com')
    const socket: ClientSocket = io(url, {
      path: '/api/socket',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token: access_token },
    })
    sockets.push(socket)
    const ended = new Promise((resolve) => {
      socket.on('disconnect', resolve)
      socket.on('connect_error', resolve)
    })
    await edit(admin, vic.id, { status: 'suspended' })
    await ended
    expect(lockstep.clients().some(({ userId }) => userId === vic.id)).toBe(false)
    await edit(admin, vic.id, { status: 'active' })
  })

  it('refuses who is not signed in, and pages of other sites', async () => {
    await expect(connect('', { auth: {} })).rejects.toThrow('unauthenticated')
    await expect(connect('', { auth: { token: 'made up' } })).rejects.toThrow('unauthenticated')
    await expect(
      connect('uma@example.com', { headers: { origin: 'https://evil.example' } }),
    ).rejects.toThrow()
  })

  it('closes at once when the person is banned, changes role or signs out', async () => {
    for (const fields of [{ status: 'suspended' }, { status: 'active' }]) {
      const closed = fields.status === 'suspended' ? await connect('vic@example.com') : null
      const gone = closed && new Promise<string>((resolve) => closed.socket.on('disconnect', resolve))
      await closed?.resume(closed.hello)
      await edit(admin, vic.id, fields, 0)
      if (gone) {
        expect(await gone).toBe('io server disconnect')
        await expect(connect('vic@example.com')).rejects.toThrow()
      }
    }
    const back = await connect('vic@example.com')
    const gone = new Promise<string>((resolve) => back.socket.on('disconnect', resolve))
    await back.resume(back.hello)
    await publishEvent('session.ended', {}, { entity: 'session', entityId: vic.id, rooms: [] })
    expect(await gone).toBe('io server disconnect')
  })
})

describe('subscribers', () => {
  it('hear events in order, also when one has to be tried again, and do not hold up each other', async () => {
    const heard: string[] = []
    let failures = 2
    const complete = new Promise<void>((resolve) => {
      subscribeToEvents(
        ['test.order'],
        async ({ envelope }) => {
          if (envelope.fields.n === 1 && failures-- > 0) throw new Error('not yet')
          heard.push(String(envelope.fields.n))
          if (heard.length === 3) resolve()
        },
        { name: 'order' },
      )
    })
    subscribeToEvents(['test.order'], () => Promise.reject(new Error('always')), { name: 'broken' })
    for (const n of [1, 2, 3]) await publishEvent('test.order', { n })
    await complete
    expect(heard).toEqual(['1', '2', '3'])
  })
})

describe('the log over REST', () => {
  it('says so when what a cursor asks for is no longer kept', async () => {
    const { items } = await listed(undefined)
    const [first, second] = items
    await database.query('UPDATE bridge_state SET pruned_cursor = $1', [second?.cursor])
    expect(await listEvents(admin, { after: first?.cursor, limit: 10 })).toMatchObject({
      ok: false,
      error: { code: 'stale', details: { mustRefetch: true } },
    })
    expect((await listed(second?.cursor)).items.length).toBeGreaterThan(0)
    await database.query('UPDATE bridge_state SET pruned_cursor = NULL')
  })

  async function listed(after: string | undefined) {
    const answer = await listEvents(admin, { after, limit: 10 })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
})
