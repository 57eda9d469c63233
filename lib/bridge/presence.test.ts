import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { seedAccount } from '#lib/accounts/seed.ts'
import { createUser, issueTokens } from '#lib/accounts/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { type Lockstep, startLockstep } from './lockstep.ts'
import type { ClientToServer, PresenceSaid, PresenceTold, ServerToClient } from './wire.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'
const ADDRESSES = ['ada@example.org', 'abe@example.org', 'uma@example.org', 'vic@example.org'] as const

type Site = { http: Server; lockstep: Lockstep; url: string }
type Page = {
  socket: Socket<ServerToClient, ClientToServer>
  told: PresenceTold[]
  say(said: Partial<PresenceSaid>): void
  /** Names and fields of whoever edits, as last told. */
  shown(entity?: string): (readonly [string, string | null])[] | null
}

/** Two servers of one database, as two processes would be. */
let first: Site
let second: Site
let umaId: string
const pages: Page[] = []

async function serve(): Promise<Site> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return { http, url, lockstep: await startLockstep({ http, databaseUrl: database.url }) }
}

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  await seedAccount({ role: 'admin', name: 'ada', email: ADDRESSES[0], password: PASSWORD })
  const admin: Actor = { id: 'seed', name: 'Seed', role: 'admin', portal: 'admin' }
  for (const email of ADDRESSES.slice(1)) {
    const name = email.split('@')[0] ?? ''
    const role = name === 'abe' ? 'admin' : 'user'
    const made = await createUser(admin, { email, name, role, plan: 'free', password: PASSWORD })
    if (made.ok && name === 'uma') umaId = made.value.id
  }
  first = await serve()
  second = await serve()
})

afterEach(async () => {
  for (const { socket } of pages.splice(0)) socket.disconnect()
})

afterAll(async () => {
  for (const { lockstep, http } of [first, second]) {
    await lockstep.stop()
    http.close()
  }
})

async function open(site: Site, name: string): Promise<Page> {
  const issued = await issueTokens({ email: `${name}@example.org`, password: PASSWORD }, '127.0.0.1')
  if (!issued.ok) throw new Error(issued.error.message)
  const socket: Page['socket'] = io(site.url, {
    path: '/api/socket',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token: issued.value.access_token },
  })
  const told: PresenceTold[] = []
  socket.on('lockstep:presence', (news) => told.push(news))
  await new Promise((resolve, reject) => {
    socket.on('lockstep:hello', resolve)
    socket.on('connect_error', reject)
  })
  const page: Page = {
    socket,
    told,
    say: (said) =>
      socket.emit('lockstep:presence', {
        entity: 'profile',
        id: umaId,
        field: null,
        editing: false,
        ...said,
      }),
    shown: (entity = 'profile') =>
      told.findLast((news) => news.entity === entity)?.people.map(({ name: who, field }) => [who, field]) ??
      null,
  }
  pages.push(page)
  return page
}

/** Opens a page that looks at Uma's profile, and waits until it has been told how that stands. */
async function look(site: Site, name: string): Promise<Page> {
  const page = await open(site, name)
  page.say({})
  await expect.poll(() => page.shown()).not.toBeNull()
  return page
}

describe('who edits a record is told to those who look at it', () => {
  test('through all of its life, in this process and in another one', async () => {
    const uma = await look(first, 'uma')
    const abe = await look(second, 'abe')
    const ada = await look(first, 'ada')
    ada.say({ editing: true, field: 'headline' })
    for (const page of [uma, abe]) await expect.poll(() => page.shown()).toEqual([['ada', 'headline']])
    ada.say({ editing: true, field: 'phone' })
    for (const page of [uma, abe]) await expect.poll(() => page.shown()).toEqual([['ada', 'phone']])
    ada.say({})
    for (const page of [uma, abe]) await expect.poll(() => page.shown()).toEqual([])
  })

  test('and ends with the connection, everywhere', async () => {
    const uma = await look(second, 'uma')
    const ada = await look(first, 'ada')
    ada.say({ editing: true, field: 'headline' })
    await expect.poll(() => uma.shown()).toEqual([['ada', 'headline']])
    ada.socket.disconnect()
    await expect.poll(() => uma.shown()).toEqual([])
  })

  test('also to those who come later', async () => {
    const ada = await look(first, 'ada')
    ada.say({ editing: true, field: 'headline' })
    await expect.poll(() => ada.shown()).toEqual([['ada', 'headline']])
    const uma = await look(first, 'uma')
    await expect.poll(() => uma.shown()).toEqual([['ada', 'headline']])
  })

  test('a process that ends takes its editors along', async () => {
    const third = await serve()
    const uma = await look(first, 'uma')
    const ada = await look(third, 'ada')
    ada.say({ editing: true, field: 'headline' })
    await expect.poll(() => uma.shown()).toEqual([['ada', 'headline']])
    await third.lockstep.stop()
    third.http.close()
    await expect.poll(() => uma.shown()).toEqual([])
  })
})

describe('nobody learns or says what is not theirs', () => {
  test('others are not told, and cannot say that they edit', async () => {
    const vic = await open(first, 'vic')
    const ada = await look(first, 'ada')
    vic.say({})
    vic.say({ editing: true, field: 'headline' })
    ada.say({ editing: true, field: 'headline' })
    await expect.poll(() => ada.shown()).toEqual([['ada', 'headline']])
    // What they say of a record of their own arrives, so what they said before has been heard.
    vic.say({ entity: 'settings', id: 'system' })
    await expect.poll(() => vic.shown('settings')).toEqual([])
    expect(vic.shown('profile')).toBeNull()
    expect(ada.shown()).toEqual([['ada', 'headline']])
  })

  test('a record that one may only read shows one as no editor', async () => {
    const vic = await open(first, 'vic')
    vic.say({ entity: 'settings', id: 'system', editing: true, field: 'noticeText' })
    await expect.poll(() => vic.shown('settings')).toEqual([])
    const ada = await open(first, 'ada')
    ada.say({ entity: 'settings', id: 'system' })
    await expect.poll(() => ada.shown('settings')).toEqual([])
  })

  test('nonsense and floods are not heard, and harm nobody', async () => {
    const ada = await look(first, 'ada')
    const uma = await look(first, 'uma')
    for (const said of [null, 7, {}, { entity: 'profile' }, { entity: 'x'.repeat(999), id: '' }])
      uma.socket.emit('lockstep:presence', said as PresenceSaid)
    uma.say({ editing: true, field: 'constructor' })
    uma.say({ editing: true, field: 'summary' })
    await expect.poll(() => ada.shown()).toEqual([['uma', 'summary']])
    const before = ada.told.length
    for (let n = 0; n < 500; n++) uma.say({ editing: true, field: n % 2 ? 'phone' : 'headline' })
    const vic = await look(first, 'abe')
    await expect.poll(() => vic.shown()).toHaveLength(1)
    expect(ada.told.length - before).toBeLessThan(100)
    expect(ada.socket.connected && uma.socket.connected).toBe(true)
  })
})
