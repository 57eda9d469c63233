import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LoggedEvent } from './log-repo.ts'
import { RemoteTraces } from './remote-traces.ts'
import { TraceExchange } from './trace-exchange.ts'
import { summarize } from './trace-summary.ts'
import { type EventTrace, Tracker } from './tracker.ts'

type Site = { own: Tracker; heard: RemoteTraces; exchange: TraceExchange; messages: string[] }

/** Two processes with a line between them that carries whatever either says to both, as notifications do. */
let here: Site
let there: Site

function site(pid: number): Site {
  const own = new Tracker()
  const heard = new RemoteTraces()
  const messages: string[] = []
  return { own, heard, messages, exchange: new TraceExchange({ own, heard, pid }) }
}

beforeEach(() => {
  vi.useFakeTimers()
  here = site(1)
  there = site(2)
  for (const { exchange, messages } of [here, there]) {
    exchange.send = (message) => {
      messages.push(message)
      here.exchange.receive(message)
      there.exchange.receive(message)
    }
  }
})

afterEach(() => {
  here.exchange.stop()
  there.exchange.stop()
  vi.useRealTimers()
})

const logged = (id: string): LoggedEvent => ({
  position: { xid: 7n, seq: 1n },
  rooms: ['user:uma'],
  requestedAt: null,
  committedAt: new Date(),
  envelope: {
    v: 1,
    id,
    type: 'profile.updated',
    entity: 'profile',
    entityId: 'uma',
    version: 2,
    fields: { headline: 'Nurse' },
    actor: { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' },
    committedAt: new Date().toISOString(),
    conflicts: [],
  },
})

const page = (clientId: string) => ({ clientId, userId: 'uma', name: 'Uma', portal: 'user', replayed: false })

/** Both relay it; its recipient is connected there. */
function sendThere(id: string, clientId = 'c1'): EventTrace {
  there.own.relayed(logged(id))
  there.own.sent(id, page(clientId))
  return here.own.relayed(logged(id))
}

const seenHere = (trace: EventTrace) => summarize(trace, here.heard.of(trace.id), { pid: 1 })

describe('traces of several processes', () => {
  it('says nothing while nobody watches', () => {
    sendThere('e1')
    vi.advanceTimersByTime(1_000)
    expect(there.messages).toEqual([])
  })

  it('names a recipient of another process while it has not seen the event, and no longer once it has', () => {
    here.exchange.watch(true)
    const trace = sendThere('e1')
    vi.advanceTimersByTime(200)
    expect(seenHere(trace)).toMatchObject({
      reach: { of: 1, delivered: { count: 0 }, rendered: { count: 0 } },
      recipients: [{ name: 'Uma', pid: 2 }],
    })
    for (const stage of ['delivered', 'applied', 'rendered'] as const) there.own.reached(stage, 'e1', 'c1')
    vi.advanceTimersByTime(200)
    const now = seenHere(trace)
    expect(now.reach.rendered.count).toBe(1)
    expect(now.recipients[0]?.renderedAt).toBeDefined()
  })

  it('tells a new watcher of what was before', () => {
    const trace = sendThere('e1')
    here.exchange.watch(true)
    vi.advanceTimersByTime(200)
    expect(seenHere(trace).reach.of).toBe(1)
  })

  it('ceases to tell when the watcher is gone', () => {
    here.exchange.watch(true)
    sendThere('e1')
    vi.advanceTimersByTime(400)
    here.exchange.watch(false)
    vi.advanceTimersByTime(15_001)
    sendThere('e2')
    vi.advanceTimersByTime(400)
    const before = there.messages.length
    sendThere('e3')
    vi.advanceTimersByTime(400)
    expect(there.messages).toHaveLength(before)
  })

  it('answers whoever asks about one event', () => {
    const trace = sendThere('e1')
    here.exchange.ask('e1')
    vi.advanceTimersByTime(200)
    expect(seenHere(trace).recipients).toHaveLength(1)
  })

  it('fits every message into a notification, however many recipients there are', () => {
    here.exchange.watch(true)
    const trace = sendThere('e1')
    for (let i = 0; i < 1_500; i++) there.own.sent('e1', { ...page(`client ${i}`), name: 'Ünsal Ağaoğlu' })
    vi.advanceTimersByTime(1_000)
    expect(Math.max(...there.messages.map((message) => Buffer.byteLength(message)))).toBeLessThan(8_000)
    const summary = seenHere(trace)
    expect(summary.reach.of).toBe(1_501)
    expect(summary.recipients).toHaveLength(20)
  })

  it('takes the recipients of a process that is no more for gone', () => {
    here.exchange.watch(true)
    const trace = sendThere('e1')
    vi.advanceTimersByTime(200)
    const news: string[] = []
    here.heard.onNews((id) => news.push(id))
    here.heard.keepOnly(new Set([1, 2]), Date.now())
    expect(seenHere(trace).reach.of).toBe(1)
    here.heard.keepOnly(new Set([1]), Date.now())
    expect(seenHere(trace)).toMatchObject({ reach: { of: 0 }, recipients: [{ goneAt: Date.now() }] })
    expect(news).toEqual(['e1'])
  })

  it('does not listen to nonsense', () => {
    for (const text of [
      '',
      '{',
      '{"kind":"told"}',
      '{"from":"x","kind":"told","pid":2,"steps":[["e1",{}]]}',
    ]) {
      here.exchange.receive(text)
    }
    expect([...here.heard.of('e1')]).toEqual([])
  })
})

describe('a summary of a trace', () => {
  it('lists who is furthest behind first, and grows with every step', () => {
    const own = new Tracker()
    const trace = own.relayed(logged('e1'))
    for (const id of ['a', 'b', 'c']) own.sent('e1', page(id))
    const progress = () => summarize(trace, [], { pid: 1 }).progress
    const steps = [progress()]
    own.reached('delivered', 'e1', 'a')
    steps.push(progress())
    own.reached('rendered', 'e1', 'a')
    steps.push(progress())
    own.reached('delivered', 'e1', 'b')
    steps.push(progress())
    expect(summarize(trace, [], { pid: 1 }).recipients.map(({ clientId }) => clientId)).toEqual([
      'c',
      'b',
      'a',
    ])
    own.left('b')
    steps.push(progress())
    expect(steps).toEqual([...new Set(steps)].sort((x, y) => x - y))
    expect(summarize(trace, [], { pid: 1 }).reach).toMatchObject({ of: 2, rendered: { count: 1 } })
  })

  it('knows up to where a client has everything', () => {
    const own = new Tracker()
    for (const [at, id] of ['e1', 'e2', 'e3'].entries()) {
      own.relayed({ ...logged(id), position: { xid: 7n, seq: BigInt(at) } })
      own.sent(id, page('a'))
    }
    own.reached('delivered', 'e1', 'a')
    expect(own.unconfirmed().get('a')).toMatchObject({ count: 2, upTo: '7-0' })
    own.left('a')
    expect(own.unconfirmed().size).toBe(0)
  })
})
