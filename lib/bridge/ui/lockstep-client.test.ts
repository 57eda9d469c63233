import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Envelope } from '../schema.ts'
import type { ClientToServer, Digest, DigestAnswer, ResumeAnswer, ServerToClient } from '../wire.ts'
import { LockstepClient, type LockstepSocket } from './lockstep-client.ts'

beforeAll(() => {
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', { onLine: true })
})
afterAll(() => {
  vi.unstubAllGlobals()
})

type Place = Parameters<ClientToServer['lockstep:resume']>[0]

/** The server's end of a socket, in memory: says what it is told to and keeps what it was asked. */
class Wire {
  readonly resumes: { from: Place; answer: (answer: ResumeAnswer) => void }[] = []
  readonly pings: ((silence: Error | null, at: number) => void)[] = []
  digests: Digest[] = []
  connects = 0
  readonly #listeners = new Map<string, (...args: unknown[]) => void>()

  readonly socket = {
    active: true,
    connected: true,
    on: (name: string, listener: (...args: unknown[]) => void) => this.#listeners.set(name, listener),
    emit: (name: string, ...args: unknown[]) => {
      if (name === 'lockstep:resume')
        this.resumes.push({ from: args[0] as Place, answer: args[1] as (answer: ResumeAnswer) => void })
    },
    timeout: () => ({
      emit: (name: string, ...args: unknown[]) => {
        if (name === 'lockstep:ping') this.pings.push(args[0] as (typeof this.pings)[number])
        else {
          this.digests.push(args[0] as Digest)
          ;(args[1] as (silence: null, answer: DigestAnswer) => void)(null, { mismatches: [] })
        }
      },
    }),
    connect: () => void this.connects++,
    disconnect: () => this.drop('io client disconnect'),
  } as unknown as LockstepSocket

  say<Name extends keyof ServerToClient>(name: Name, ...args: Parameters<ServerToClient[Name]>): void {
    this.#listeners.get(name)?.(...args)
  }

  greet(cursor: string, { userId = 'u', aheadMs = 0 } = {}): void {
    const serverTime = new Date(Date.now() + aheadMs).toISOString()
    this.say('lockstep:hello', { epoch: 'e', cursor, serverTime, heartbeatMs: 5_000, userId })
  }

  beat(cursor: string): void {
    this.say('lockstep:heartbeat', { cursor, at: '' })
  }

  tell(cursor: string): void {
    const event = { id: cursor, cursor, entity: 'profile', entityId: 'p', version: 1 } as Envelope
    this.say('lockstep:event', event, () => {})
  }

  drop(reason = 'transport close'): void {
    this.#listeners.get('disconnect')?.(reason)
  }
}

async function connected(place: Place | null = { epoch: 'e', cursor: '10' }) {
  const wire = new Wire()
  const client = new LockstepClient(place, { viewerId: 'u', openSocket: async () => wire.socket })
  const heard: string[] = []
  client.onEvent(({ cursor }) => heard.push(cursor))
  client.connect()
  onTestFinished(() => client.disconnect())
  await Promise.resolve()
  return { wire, client, heard }
}

const places = (wire: Wire) => wire.resumes.map(({ from }) => from.cursor)

test('what comes before the answer to the resume does not move the place from which the next connection resumes', async () => {
  const { wire, client } = await connected()
  wire.greet('50')
  wire.beat('50')
  wire.tell('51')
  expect(client.connection.status).not.toBe('live')
  wire.drop()
  wire.greet('60')
  expect(places(wire)).toEqual(['10', '10'])
})

test('once resumed, it resumes from the last it has heard', async () => {
  const { wire, client, heard } = await connected()
  wire.greet('50')
  wire.tell('11')
  wire.tell('12')
  wire.resumes[0]?.answer({ mode: 'replay', events: 2 })
  expect(client.connection.status).toBe('live')
  wire.drop()
  wire.greet('60')
  wire.resumes[1]?.answer({ mode: 'live', events: 0 })
  wire.tell('61')
  wire.beat('70')
  wire.drop()
  wire.greet('80')
  expect(places(wire)).toEqual(['10', '12', '70'])
  expect(heard).toEqual(['11', '12', '61'])
})

test('a replay that is cut goes on from the last stretch that came whole, and only from where it began', async () => {
  const { wire } = await connected()
  wire.greet('50')
  wire.tell('20')
  wire.say('lockstep:replayed', { from: '10', cursor: '20' })
  wire.drop()
  wire.greet('60')
  // A server that took us to stand where it greeted us: what lies between is still missing.
  wire.say('lockstep:replayed', { from: '60', cursor: '61' })
  wire.drop()
  wire.greet('70')
  expect(places(wire)).toEqual(['10', '20', '20'])
})

test('a connection that drops before it has resumed for the first time loses nothing either', async () => {
  const { wire } = await connected(null)
  wire.greet('50')
  wire.drop()
  wire.greet('60')
  expect(places(wire)).toEqual(['50', '50'])
})

test('a connection that the server takes for somebody else’s is given up', async () => {
  const { wire, client, heard } = await connected()
  wire.greet('50', { userId: 'somebody else' })
  expect(client.connection.status).toBe('signed-out')
  expect(wire.resumes).toEqual([])
  wire.greet('50')
  wire.resumes[0]?.answer({ mode: 'live', events: 0 })
  expect(client.connection.status, 'until the person is back').toBe('live')
  expect(heard).toEqual([])
})

test('after sleep it asks whether the connection still stands, and makes a new one where nobody answers', async () => {
  const { wire, client } = await connected()
  wire.greet('50')
  wire.resumes[0]?.answer({ mode: 'live', events: 0 })
  client.checkNow()
  wire.pings[0]?.(null, Date.now())
  expect([client.connection.status, wire.connects]).toEqual(['live', 1])
  client.checkNow()
  wire.pings[1]?.(new Error('timeout'), 0)
  expect([client.connection.status, wire.connects]).toEqual(['reconnecting', 2])
})

test('a network that goes is not waited for', async () => {
  const { wire, client } = await connected()
  wire.greet('50')
  wire.resumes[0]?.answer({ mode: 'live', events: 0 })
  window.dispatchEvent(new Event('offline'))
  expect([client.connection.status, wire.connects]).toEqual(['reconnecting', 2])
})

test('knows how far the server’s clock is ahead', async () => {
  const { wire, client } = await connected()
  wire.greet('50', { aheadMs: -3_600_000 })
  expect(client.connection.clockOffsetMs).toBeGreaterThan(-3_600_500)
  expect(client.connection.clockOffsetMs).toBeLessThanOrEqual(-3_600_000)
})

test('tells what it shows for the place up to which it has heard, and nothing before it is in step', async () => {
  const { wire, client } = await connected()
  wire.greet('50')
  expect(await client.tellDigest([])).toBeNull()
  wire.resumes[0]?.answer({ mode: 'live', events: 0 })
  wire.tell('51')
  const shown = [{ key: 'profile:p', version: 1, hash: 'h' }]
  expect(await client.tellDigest(shown)).toEqual({ mismatches: [] })
  expect(wire.digests).toEqual([{ cursor: '51', entities: shown }])
})
