import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteUser } from '#lib/accounts/delete-service.ts'
import { createUser, issueTokens } from '#lib/accounts/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { notify } from '#lib/notifications/service.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { compareDigest } from './digest.ts'
import { type Lockstep, startLockstep } from './lockstep.ts'
import { checkConsistency } from './monitor/consistency.ts'
import type { Envelope } from './schema.ts'
import { currentPlace, findDeletion, getCachedSnapshot } from './service.ts'
import { snapshots } from './snapshot-cache.ts'
import type { ClientToServer, Hello, ServerToClient } from './wire.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'
let http: Server
let lockstep: Lockstep
let ada: Person
const sockets: Socket[] = []

type Person = { id: string; actor: Actor; token: string }

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  lockstep = await startLockstep({ http, databaseUrl: database.url })
  ada = await person('admin')
})

afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await lockstep.stop()
  http.close()
})

async function person(role: 'admin' | 'user' = 'user'): Promise<Person> {
  const email = `${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name: role, role, plan: 'free', password: PASSWORD })
  const tokens = await issueTokens({ email, password: PASSWORD }, newId())
  if (!made.ok || !tokens.ok) throw new Error('No person to test with')
  const { id } = made.value
  return { id, actor: { id, name: role, role, portal: role }, token: tokens.value.access_token }
}

async function connect(token: string) {
  const { port } = http.address() as AddressInfo
  const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
    path: '/api/socket',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token },
  })
  sockets.push(socket as unknown as Socket)
  const events: Envelope[] = []
  socket.on('lockstep:event', (event, received) => {
    received()
    events.push(event)
  })
  const closed = new Promise<string>((resolve) => socket.on('disconnect', resolve))
  const hello = await new Promise<Hello>((resolve, reject) => {
    socket.on('lockstep:hello', resolve)
    socket.on('connect_error', reject)
  })
  return { socket, hello, closed, types: () => events.map(({ type }) => type), events }
}

const remove = (id: string) => deleteUser(ada.actor, id, { requestId: newId() })
const DELETIONS = ['preferences.deleted', 'profile.deleted', 'user.deleted']

describe('whoever is connected', () => {
  test('hears that a person is gone; the person is told, cut off, and not let in again', async () => {
    const { id, token } = await person()
    const [staff, own] = [await connect(ada.token), await connect(token)]
    await staff.socket.emitWithAck('lockstep:resume', staff.hello)
    await own.socket.emitWithAck('lockstep:resume', own.hello)
    expect(await remove(id)).toMatchObject({ ok: true })
    await expect.poll(staff.types).toEqual(expect.arrayContaining(DELETIONS))
    expect(await own.closed).toBe('io server disconnect')
    expect(own.types()).toEqual(DELETIONS)
    await expect(connect(token)).rejects.toThrow('unauthenticated')
  })

  test('and was away meanwhile gets it on return, in its place', async () => {
    const { id } = await person()
    const before = await connect(ada.token)
    await before.socket.emitWithAck('lockstep:resume', before.hello)
    before.socket.disconnect()
    const from = await currentPlace()
    await remove(id)
    const back = await connect(ada.token)
    expect(await back.socket.emitWithAck('lockstep:resume', from)).toEqual({ mode: 'replay', events: 3 })
    expect(back.events.map(({ type, entityId }) => [type, entityId])).toEqual(
      DELETIONS.map((one) => [one, id]),
    )
  })
})

describe('nothing brings a person back', () => {
  const known = ['user', 'profile', 'preferences'] as const
  const cachedOf = (id: string) => [...snapshots().cached()].filter((one) => one.id.startsWith(id))

  test('neither memory nor the monitor, which finds nothing amiss', async () => {
    const { id, actor } = await person()
    await inTransaction((tx) => notify(tx, { userId: id, cause: 'c', title: 'T', body: 'B', link: '/' }))
    const [told] = await database.query<{ id: string }>('SELECT id FROM notification WHERE user_id = $1', [
      id,
    ])
    for (const name of known) expect(await getCachedSnapshot(name, id, actor, 0)).toMatchObject({ ok: true })
    expect(await getCachedSnapshot('notification', told?.id ?? '', actor, 0)).toMatchObject({ ok: true })
    expect(cachedOf(id)).toHaveLength(4)
    await remove(id)
    for (const name of known) {
      expect(await getCachedSnapshot(name, id, ada.actor, 0)).toMatchObject({ error: { code: 'not-found' } })
    }
    await expect.poll(() => cachedOf(id)).toEqual([])
    expect((await checkConsistency(() => undefined)).mismatches).toEqual([])
  })

  test('a page is told to read anew only when it could know and does not', async () => {
    const { id } = await person()
    const [key, hash] = [`user:${id}`, 'x']
    const before = await currentPlace()
    await remove(id)
    await expect.poll(() => currentPlace()).not.toEqual(before)
    const after = await currentPlace()
    const digest = (cursor: string, version: number) =>
      compareDigest(ada.actor, { cursor, entities: [{ key, version, hash }] })
    expect(await digest(before.cursor, 1), 'not heard of yet').toEqual({ mismatches: [] })
    expect(await digest(after.cursor, 2), 'shown as gone').toEqual({ mismatches: [] })
    expect(await digest(after.cursor, 1), 'missed').toEqual({ mismatches: [{ key, version: null }] })
  })
})

test('who deleted a person can be told afterwards, to those who might have read them', async () => {
  const { id } = await person()
  const other = await person()
  expect(await findDeletion(ada.actor, 'user', id)).toBeNull()
  await remove(id)
  expect(await findDeletion(ada.actor, 'user', id)).toMatchObject({ actor: { id: ada.id } })
  expect(await findDeletion(other.actor, 'user', id)).toBeNull()
})
