import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedAccount } from '#lib/accounts/seed.ts'
import { issueTokens } from '#lib/accounts/service.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { type Lockstep, startLockstep } from './lockstep.ts'
import type { Envelope } from './schema.ts'
import { publishEvent } from './service.ts'
import type { ClientToServer, Hello, ServerToClient } from './wire.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'

let http: Server
let lockstep: Lockstep
let token: string
const sockets: Socket[] = []

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  await seedAccount({ role: 'admin', email: 'ada@example.com', name: 'Ada', password: PASSWORD })
  const issued = await issueTokens({ email: 'ada@example.com', password: PASSWORD }, '127.0.0.1')
  if (!issued.ok) throw new Error(issued.error.message)
  token = issued.value.access_token
  await start()
})

afterAll(stop)

async function start(): Promise<void> {
  http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  lockstep = await startLockstep({ http, databaseUrl: database.url })
}

async function stop(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await lockstep.stop()
  http.close()
}

async function connect() {
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
  const hello = await new Promise<Hello>((resolve, reject) => {
    socket.on('lockstep:hello', resolve)
    socket.on('connect_error', reject)
  })
  return { socket, hello, events, numbers: () => events.map(({ fields }) => fields.n) }
}

const publish = (n: number) => publishEvent('test.counted', { n })

describe('a client that comes back', () => {
  it('gets what it missed also from a server that has just started', async () => {
    const before = await connect()
    await before.socket.emitWithAck('lockstep:resume', before.hello)
    await publish(0)
    await expect.poll(before.numbers).toEqual([0])
    const { cursor } = before.events[0] as Envelope
    await stop()
    for (let n = 1; n <= 1_200; n++) await publish(n)
    await start()
    const [one, another] = [await connect(), await connect()]
    const from = { epoch: one.hello.epoch, cursor }
    const answers = await Promise.all(
      [one, another].map(({ socket }) => socket.emitWithAck('lockstep:resume', from)),
    )
    expect(answers).toEqual([
      { mode: 'replay', events: 1_200 },
      { mode: 'replay', events: 1_200 },
    ])
    await publish(1_201)
    const all = Array.from({ length: 1_201 }, (_, i) => i + 1)
    await expect.poll(one.numbers).toEqual(all)
    await expect.poll(another.numbers).toEqual(all)
  })

  it('with a place that this log never had has to read everything anew', async () => {
    const client = await connect()
    const { epoch, cursor } = client.hello
    const [xid = '', seq = ''] = cursor.split('-')
    const ahead = { epoch, cursor: `${BigInt(xid) + 1_000_000n}-${seq}` }
    expect(await client.socket.emitWithAck('lockstep:resume', ahead)).toMatchObject({ mode: 'refetch' })
    const other = { epoch, cursor: `${xid}-${BigInt(seq) - 1n}` }
    expect(await client.socket.emitWithAck('lockstep:resume', other)).toMatchObject({ mode: 'refetch' })
    expect(await client.socket.emitWithAck('lockstep:resume', client.hello)).toMatchObject({ mode: 'live' })
  })
})

describe('a database that is put back while clients are connected', () => {
  it('greets them anew, and what happens from then on reaches them', async () => {
    const client = await connect()
    await client.socket.emitWithAck('lockstep:resume', client.hello)
    const told = new Promise<string>((resolve) =>
      client.socket.on('lockstep:must-refetch', ({ reason }) => resolve(reason)),
    )
    const greeted = new Promise<Hello>((resolve) => client.socket.once('lockstep:hello', resolve))
    await database.query(`UPDATE bridge_state SET epoch = 'another history'`)
    expect(await told).toBe('epoch')
    const hello = await greeted
    expect(hello.epoch).toBe('another history')
    expect(await client.socket.emitWithAck('lockstep:resume', client.hello)).toMatchObject({
      mode: 'refetch',
    })
    await publish(7)
    await expect.poll(client.numbers).toEqual([7])
  })

  it('is told by the database itself when it was restored elsewhere', async () => {
    const before = await connect()
    await stop()
    await start()
    expect((await connect()).hello.epoch, 'the same database').toBe(before.hello.epoch)
    await stop()
    await database.query(`UPDATE bridge_state SET fingerprint = 'where the copy was made'`)
    await start()
    expect((await connect()).hello.epoch).not.toBe(before.hello.epoch)
  })

  it('goes on in a cluster whose transactions count lower than those of its log, and keeps its history', async () => {
    await publish(1)
    await publish(2)
    const before = await connect()
    await stop()
    // As in a dump of a log that was pruned once, put into a new cluster.
    await database.query('ALTER TABLE event DISABLE TRIGGER event_append_only')
    await database.query(`UPDATE event SET xid = (xid::text::bigint + 4000000000)::text::xid8`)
    await database.query('ALTER TABLE event ENABLE TRIGGER event_append_only')
    await database.query(
      `UPDATE bridge_state SET fingerprint = 'the old cluster', pruned_cursor = '4000000000-1'`,
    )
    const order = 'SELECT id FROM event ORDER BY xid, seq'
    const history = await database.query(order)
    await start()
    const client = await connect()
    expect(client.hello.epoch).not.toBe(before.hello.epoch)
    expect(await client.socket.emitWithAck('lockstep:resume', client.hello)).toMatchObject({ mode: 'live' })
    await publish(3)
    await expect.poll(client.numbers).toEqual([3])
    expect((await database.query(order)).slice(0, history.length)).toEqual(history)
    await expect(database.query(`UPDATE event SET type = 'forged'`)).rejects.toThrow('append-only')
  })

  it('has a log that was pruned to its end: whoever is at that end has missed nothing', async () => {
    const client = await connect()
    await database.query(`
      WITH gone AS (DELETE FROM event RETURNING xid, seq)
      UPDATE bridge_state
      SET pruned_cursor = (SELECT xid || '-' || seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1)`)
    await stop()
    await start()
    const back = await connect()
    const { epoch, cursor } = client.hello
    expect(back.hello.cursor).toBe(cursor)
    expect(await back.socket.emitWithAck('lockstep:resume', { epoch, cursor })).toEqual({
      mode: 'live',
      events: 0,
    })
  })
})
