import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { StreamEvent } from '../../debug-stream.ts'
import { reachOf } from '../../trace-summary.ts'
import { isFiltering, NO_FILTER, passes } from './stream-filter.ts'
import { standingOf, stepsOf, unseenBy } from './trace-steps.ts'
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
  reach: reachOf(change.recipients ?? []),
  progress: (change.recipients ?? []).reduce((sum, one) => sum + Object.keys(one).length, 1),
  ...change,
})

const recipient = (change: Partial<StreamEvent['recipients'][number]> = {}) => ({
  clientId: 'c1',
  userId: 'uma',
  name: 'Uma User',
  portal: 'user',
  pid: 1,
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
    store.take([event('next', { committedAt: 3_000 })], 1_000)
    expect(store.list()[2]).toBe(second)
    expect(store.seen).toBe(1_001)
  })

  it('does not bring back as news what had to make room', () => {
    const store = new TraceStore([])
    store.take(
      Array.from({ length: EVENTS_KEPT + 1 }, (_, i) => event(`e${i}`, { committedAt: 1_000 + i })),
      0,
    )
    store.take([event('e0', { committedAt: 1_000, recipients: [recipient()] })], 1_000)
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

  it('stands still while somebody reads: no newer event comes in, but traces grow, and it counts what came', () => {
    const store = new TraceStore([event('a', { recipients: [recipient()] }), event('b')])
    store.hold()
    store.take([event('c', { committedAt: 1_003 })], 0)
    store.take([event('a', { recipients: [recipient({ deliveredAt: 1_010 })] })], 200)
    expect(store.list().map(({ id }) => id)).toEqual(['b', 'a'])
    expect(store.list()[1]?.reach.delivered.count).toBe(1)
    expect(store.newer).toBe(1)
    store.release()
    expect(store.list().map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    expect(store.newer).toBe(0)
  })

  it('lets traces of held events grow even after a flood has pushed them out of the newest', () => {
    const store = new TraceStore([event('a', { recipients: [recipient()] })])
    store.hold()
    store.take(
      Array.from({ length: EVENTS_KEPT + 1 }, (_, i) => event(`e${i}`, { committedAt: 2_000 + i })),
      0,
    )
    store.take([event('a', { recipients: [recipient({ deliveredAt: 1_010, renderedAt: 1_020 })] })], 1_000)
    expect(store.list().map(({ id, reach }) => [id, reach.rendered.count])).toEqual([['a', 1]])
  })

  it('tells listeners once for each batch', () => {
    const store = new TraceStore([])
    let told = 0
    store.subscribe(() => told++)
    store.take([event('a'), event('b'), event('c')], 0)
    expect(told).toBe(1)
  })

  it('is drawn a few times a second at most when a hundred events a second come in, and misses none', () => {
    vi.useFakeTimers({ now: 0 })
    onTestFinished(() => void vi.useRealTimers())
    const store = new TraceStore([])
    let told = 0
    store.subscribe(() => told++)
    for (let batch = 0; batch < 50; batch++) {
      const fresh = Array.from({ length: 20 }, (_, i) => event(`e${batch}-${i}`, { committedAt: batch }))
      store.take(fresh, Date.now())
      vi.advanceTimersByTime(200)
    }
    vi.advanceTimersByTime(1_000)
    // At once while little has happened, then every 600 ms: half as often as batches came.
    expect(told).toBeGreaterThan(10)
    expect(told).toBeLessThan(30)
    expect(store.seen).toBe(1_000)
    expect(store.list()[0]?.committedAt).toBe(49)
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
    const filter = NO_FILTER
    for (const person of ['ada', 'UMA', 'Uma User']) expect(passes(one, { ...filter, person })).toBe(true)
    expect(passes(one, { ...filter, person: 'ben' })).toBe(false)
    expect(passes(one, { ...filter, portal: 'user' })).toBe(false)
    expect(passes(one, { ...filter, type: 'profile.updated', entity: 'profile' })).toBe(true)
  })

  it('tells of those who went away as of nobody that is waited for', () => {
    const gone = recipient({ deliveredAt: 1_005, goneAt: 1_100 })
    expect(standingOf(gone, 1_000)).toMatchObject({ word: 'went away before it was seen', tone: 'neutral' })
    expect(standingOf(recipient({ goneAt: 1_100 }), 1_000).word).toBe('went away before it got it')
    const one = event('a', { recipients: [gone] })
    expect(one.reach.of).toBe(0)
    expect(unseenBy(one)).toBeNull()
  })

  it('names who has not got it; else whose record it is, until one of their pages has shown it', () => {
    const staff = { userId: 'ada', name: 'Ada', deliveredAt: 1_003, appliedAt: 1_004 }
    const has = { deliveredAt: 1_003, appliedAt: 1_004 }
    const by = (...recipients: ReturnType<typeof recipient>[]) => unseenBy(event('a', { recipients }))
    expect(by(recipient(staff), recipient())).toEqual({ tone: 'watch', names: ['Uma User'], more: 0 })
    expect(by(recipient(staff), recipient(has))).toEqual({ tone: 'info', names: ['Uma User'], more: 0 })
    expect(by(recipient(staff), recipient(has), recipient({ ...has, renderedAt: 1_009 }))).toBeNull()
    expect(by(recipient(staff)), 'staff need not look at every record').toBeNull()
    const crowd = ['Cleo', 'Dan', 'Eve', 'Fay', 'Fay'].map((name) => recipient({ name }))
    expect(by(...crowd)).toEqual({ tone: 'watch', names: ['Cleo', 'Dan'], more: 2 })
  })

  it('shows only conflicts, or only what somebody has not got or not seen', () => {
    const applied = event('a', { recipients: [recipient({ deliveredAt: 1_003, appliedAt: 1_004 })] })
    const waiting = event('b', { recipients: [recipient()], conflicts: 1 })
    const seen = event('c', { recipients: [recipient({ deliveredAt: 1_003, renderedAt: 1_005 })] })
    const kept = (change: Partial<typeof NO_FILTER>) =>
      [applied, waiting, seen].filter((one) => passes(one, { ...NO_FILTER, ...change })).map(({ id }) => id)
    expect(kept({ conflicts: '1' })).toEqual(['b'])
    expect(kept({ reach: 'waiting' })).toEqual(['b'])
    expect(kept({ reach: 'unseen' })).toEqual(['a', 'b'])
    expect(kept({})).toEqual(['a', 'b', 'c'])
    expect(isFiltering(NO_FILTER)).toBe(false)
    expect(isFiltering({ ...NO_FILTER, conflicts: '1' })).toBe(true)
  })
})
