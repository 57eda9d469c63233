import { describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../debug.ts'
import { passes, standingOf, stepsOf } from './trace-steps.ts'
import { EVENTS_KEPT, TraceStore } from './trace-store.ts'

const event = (id: string, change: Partial<StreamEvent> = {}): StreamEvent => ({
  id,
  type: 'profile.updated',
  entity: 'profile',
  entityId: 'uma',
  version: 2,
  fields: ['headline'],
  actor: { id: 'ada', name: 'Ada Admin', role: 'admin', portal: 'admin' },
  conflicts: 0,
  requestedAt: 995,
  committedAt: 1_000,
  relayedAt: 1_002,
  recipients: [],
  ...change,
})

const recipient = (change: Partial<StreamEvent['recipients'][number]> = {}) => ({
  clientId: 'c1',
  userId: 'uma',
  name: 'Uma User',
  portal: 'user',
  replayed: false,
  sentAt: 1_002,
  ...change,
})

describe('the event stream of the debug page', () => {
  it('keeps the newest first and each event once, while traces grow in place', () => {
    const store = new TraceStore([event('b', { committedAt: 1_002 }), event('a', { committedAt: 1_001 })])
    store.take(
      [event('c', { committedAt: 1_003 }), event('a', { committedAt: 1_001, recipients: [recipient()] })],
      0,
    )
    expect(store.list().map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    expect(store.list()[2]?.recipients).toHaveLength(1)
  })

  it('stays bounded however many events come, and leaves untouched rows as they were', () => {
    const store = new TraceStore([])
    store.take(
      Array.from({ length: 1_000 }, (_, i) => event(`e${i}`, { committedAt: 1_000 + i })),
      0,
    )
    expect(store.list()).toHaveLength(EVENTS_KEPT)
    expect(store.list()[0]?.id).toBe('e999')
    const second = store.list()[1]
    store.take([event('next', { committedAt: 3_000 })], 200)
    expect(store.list()[2]).toBe(second)
    expect(store.seen).toBe(1_001)
  })

  it('does not bring back as news what had to make room', () => {
    const store = new TraceStore([])
    store.take(
      Array.from({ length: EVENTS_KEPT + 1 }, (_, i) => event(`e${i}`, { committedAt: 1_000 + i })),
      0,
    )
    store.take([event('e0', { committedAt: 1_000, recipients: [recipient()] })], 200)
    expect(store.list()[0]?.id).toBe(`e${EVENTS_KEPT}`)
    expect(store.seen).toBe(EVENTS_KEPT + 1)
  })

  it('fits in what it missed, and never takes a trace back to an earlier step', () => {
    const seen = event('b', { committedAt: 1_002, recipients: [recipient({ deliveredAt: 1_009 })] })
    const store = new TraceStore([seen])
    store.take([event('a', { committedAt: 1_001 }), event('b', { committedAt: 1_002 })], 0)
    expect(store.list().map(({ id }) => id)).toEqual(['b', 'a'])
    expect(store.list()[0]).toBe(seen)
  })

  it('tells listeners once for each batch', () => {
    const store = new TraceStore([])
    let told = 0
    store.subscribe(() => told++)
    store.take([event('a'), event('b'), event('c')], 0)
    expect(told).toBe(1)
  })

  it('tells the rate over the last ten seconds only', () => {
    const store = new TraceStore([])
    store.take([event('a'), event('b')], 0)
    store.take([event('c')], 9_000)
    expect(store.rate(9_500)).toBeCloseTo(0.3)
    expect(store.rate(15_000)).toBeCloseTo(0.1)
  })
})

describe('the trace of an event', () => {
  it('counts who reached each step, with the slowest time since the commit', () => {
    const steps = stepsOf(
      event('a', {
        recipients: [
          recipient({ deliveredAt: 1_008, appliedAt: 1_010, renderedAt: 1_030 }),
          recipient({ clientId: 'c2', deliveredAt: 1_012 }),
        ],
      }),
    )
    expect(steps.map(({ name, state, ms }) => [name, state, ms])).toEqual([
      ['committed', 'all', 0],
      ['relayed', 'all', 2],
      ['delivered', 'all', 12],
      ['applied', 'some', 10],
      ['rendered', 'some', 30],
    ])
  })

  it('claims nothing of events that nobody timed', () => {
    const steps = stepsOf(event('a', { relayedAt: null }))
    expect(steps.slice(1).map(({ state, ms }) => [state, ms])).toEqual(Array(4).fill(['unknown', null]))
  })

  it('says of each recipient how far they are', () => {
    expect(standingOf(recipient(), 1_000).word).toBe('has not got it yet')
    expect(standingOf(recipient({ deliveredAt: 1_005, appliedAt: 1_006 }), 1_000)).toMatchObject({
      word: 'has it, has not seen it yet',
      ms: 6,
    })
    expect(
      standingOf(recipient({ deliveredAt: 1_005, appliedAt: 1_006, renderedAt: 1_020 }), 1_000),
    ).toMatchObject({
      word: 'has seen it',
      ms: 20,
    })
  })

  it('finds an event by who did it, whose it is and who received it', () => {
    const one = event('a', { recipients: [recipient()] })
    const filter = { type: '', entity: '', person: '', portal: '' }
    for (const person of ['ada', 'UMA', 'Uma User']) expect(passes(one, { ...filter, person })).toBe(true)
    expect(passes(one, { ...filter, person: 'ben' })).toBe(false)
    expect(passes(one, { ...filter, portal: 'user' })).toBe(false)
    expect(passes(one, { ...filter, type: 'profile.updated', entity: 'profile' })).toBe(true)
  })
})
