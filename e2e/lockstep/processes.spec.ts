import { request as requests } from '@playwright/test'
import { io, type Socket } from 'socket.io-client'
import type { Envelope } from '#lib/bridge/schema.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { expect, test } from '../support/test.ts'

let folder: string
let postgres: EmbeddedPostgres
const apps: AppProcess[] = []

test.beforeAll(async () => {
  test.setTimeout(120_000)
  folder = makeTemporaryFolder('e2e-processes')
  postgres = await startEmbeddedPostgres({ dataDir: folder })
  // The first one migrates and seeds; the others could come at the same time, and wait for it.
  apps.push(...(await Promise.all(['one', 'two', 'three'].map(start))))
})

test.afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop()))
  await postgres.stop()
  removeFolder(folder)
})

function start(name: string): Promise<AppProcess> {
  return startApp({
    dataDir: `${folder}/${name}`,
    env: {
      DATABASE_URL: postgres.url,
      // Behind a balancer they have one address, which their tokens name.
      PUBLIC_URL: 'http://intellicv.test',
      AUTH_SECRET: 'a secret that three processes share',
      SEED_ADMIN_EMAIL: seededAdmin.email,
      SEED_ADMIN_PASSWORD: seededAdmin.password,
      RATE_LIMIT_SCALE: '1000',
      LOG_LEVEL: 'warn',
    },
  })
}

type Client = {
  socket: Socket
  headlines: unknown[]
  place: { epoch: string; cursor: string }
  close(): void
}

/** A client of one process that notes each headline it hears of, and where it stands. */
async function listen(app: AppProcess, token: string, from?: Client['place']): Promise<Client> {
  const socket = io(app.url, {
    path: '/api/socket',
    transports: ['websocket'],
    reconnection: false,
    auth: { token },
  })
  const client: Client = {
    socket,
    headlines: [],
    place: from ?? { epoch: '', cursor: '' },
    close: () => socket.disconnect(),
  }
  socket.on('lockstep:event', (event: Envelope, received: () => void) => {
    received()
    client.place.cursor = event.cursor
    if ('headline' in event.fields) client.headlines.push(event.fields.headline)
  })
  const hello = await new Promise<Client['place']>((resolve, reject) => {
    socket.on('lockstep:hello', resolve)
    socket.on('connect_error', reject)
  })
  client.place = from ?? { epoch: hello.epoch, cursor: hello.cursor }
  await socket.emitWithAck('lockstep:resume', client.place)
  return client
}

test('three processes on one Postgres behave as one', async () => {
  const contexts = await Promise.all(apps.map((app) => requests.newContext({ baseURL: app.url })))
  const apis = await Promise.all(contexts.map((context) => Api.of(context, seededAdmin)))
  const [one, two, three] = apis as [Api, Api, Api]
  const uma = await one.makePerson()
  const token = await tokenOf(apps[1] as AppProcess, uma)

  await test.step('every client hears the same in the same order, whichever process it and the writer are at', async () => {
    const clients = await Promise.all(apps.map((app) => listen(app, token)))
    await Promise.all(
      apis.map(async (api, process) => {
        for (let i = 0; i < 15; i++) await api.change(uma.id, { headline: `process ${process}, edit ${i}` })
      }),
    )
    await expect.poll(() => clients.map(({ headlines }) => headlines.length)).toEqual([45, 45, 45])
    const [first, ...others] = clients.map(({ headlines }) => headlines)
    for (const headlines of others) expect(headlines).toEqual(first)
    expect(new Set(first).size).toBe(45)
    for (const client of clients) client.close()
  })

  await test.step('what was written at one is read at another, by whoever says what they know', async () => {
    for (let i = 0; i < 20; i++) {
      // Read first, so that the other process has it in memory.
      await two.json('GET', `/api/v1/lockstep/entities/profile/${uma.id}`)
      await one.change(uma.id, { headline: `round ${i}` })
      const { versions } = await one.person(uma.id)
      const read = await two.json<{ fields: { headline: string } }>(
        'GET',
        `/api/v1/lockstep/entities/profile/${uma.id}?atLeast=${versions.profile}`,
      )
      expect(read.fields.headline).toBe(`round ${i}`)
    }
  })

  await test.step('a key counts once, whichever process gets the repeat', async () => {
    const { versions } = await one.person(uma.id)
    const idempotencyKey = crypto.randomUUID()
    const write = { baseVersion: versions, fields: { location: 'Lisbon' }, idempotencyKey }
    const answers = await Promise.all(
      apis.map((api) => api.json<{ version: number }>('PUT', `/api/v1/admin/users/${uma.id}/update`, write)),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect((await one.person(uma.id)).versions.profile).toBe(versions.profile + 1)
  })

  await test.step('a client whose process is killed goes on at another, without a gap and without a repeat', async () => {
    const client = await listen(apps[2] as AppProcess, token)
    await three.change(uma.id, { headline: 'before the end' })
    await expect.poll(() => client.headlines).toEqual(['before the end'])
    await apps[2]?.kill()
    for (let i = 0; i < 5; i++) await one.change(uma.id, { headline: `meanwhile ${i}` })
    const back = await listen(apps[1] as AppProcess, token, client.place)
    await two.change(uma.id, { headline: 'and on' })
    const missed = Array.from({ length: 5 }, (_, i) => `meanwhile ${i}`)
    await expect.poll(() => back.headlines).toEqual([...missed, 'and on'])
    back.close()
  })

  await test.step('who is banned at one is out at all', async () => {
    const clients = await Promise.all(apps.slice(0, 2).map((app) => listen(app, token)))
    await one.change(uma.id, { status: 'suspended' })
    await expect.poll(() => clients.map(({ socket }) => socket.connected)).toEqual([false, false])
  })

  await test.step('who is deleted at one is out at all, and unknown at all', async () => {
    const ben = await one.makePerson()
    const tokens = await Promise.all(apps.slice(0, 2).map((app) => tokenOf(app, ben)))
    const clients = await Promise.all(apps.slice(0, 2).map((app, n) => listen(app, tokens[n] ?? '')))
    // Read first, so that the other process has it in memory.
    const path = `/api/v1/lockstep/entities/user/${ben.id}`
    await two.json('GET', path)
    await one.json('DELETE', `/api/v1/admin/users/${ben.id}`)
    await expect.poll(() => clients.map(({ socket }) => socket.connected)).toEqual([false, false])
    await expect.poll(async () => (await two.send('GET', path)).status()).toBe(404)
    expect((await two.send('DELETE', `/api/v1/admin/users/${ben.id}`)).status()).toBe(404)
    for (const token of tokens) await expect(listen(apps[1] as AppProcess, token)).rejects.toThrow('unauth')
  })
  await Promise.all(contexts.map((context) => context.dispose()))
})

async function tokenOf(app: AppProcess, person: { email: string; password: string }): Promise<string> {
  const context = await requests.newContext({ baseURL: app.url })
  const { email, password } = person
  const answer = await context.post('/api/v1/auth/token', { data: { email, password } })
  const { access_token } = (await answer.json()) as { access_token: string }
  await context.dispose()
  return access_token
}
