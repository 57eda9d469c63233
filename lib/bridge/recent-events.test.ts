import { describe, expect, test } from 'vitest'
import type { LogPosition } from './domain.ts'
import type { LoggedEvent } from './log-repo.ts'
import { RecentEvents } from './recent-events.ts'

const at = (place: number): LogPosition => ({ xid: BigInt(place), seq: BigInt(place) })

function event(place: number): LoggedEvent {
  const room = place % 2 === 0 ? 'even' : 'odd'
  return {
    position: at(place),
    rooms: [room],
    requestedAt: null,
    committedAt: new Date(0),
    envelope: {
      v: 1,
      id: `e${place}`,
      type: 'test.happened',
      entity: 'test',
      entityId: room,
      version: place,
      fields: {},
      actor: { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' },
      committedAt: new Date(0).toISOString(),
      conflicts: [],
    },
  }
}

/** A log of the places 1 to `end`, read as the database is: after, up to, limit. */
function logOf(end: number) {
  const reads: string[] = []
  const read = async (after: LogPosition, upTo: LogPosition, limit: number) => {
    reads.push(`${after.seq}-${upTo.seq}`)
    const first = Number(after.seq) + 1
    const last = Math.min(Number(upTo.seq), end, first + limit - 1)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => event(first + i))
  }
  return { read, reads }
}

const places = (events: readonly LoggedEvent[]) => events.map(({ position }) => Number(position.seq))

describe('the newest stretch of the log', () => {
  test('answers for rooms, after a place, in pages', () => {
    const recent = new RecentEvents(at(0), logOf(0).read)
    for (let place = 1; place <= 10; place++) recent.push(event(place))
    expect(places(recent.after(at(3), 3, new Set(['even'])))).toEqual([4, 6, 8])
    expect(places(recent.after(at(8), 3, new Set(['even', 'odd'])))).toEqual([9, 10])
    expect(recent.after(at(10), 3, new Set(['even', 'odd']))).toEqual([])
    expect(recent.holds(at(7))).toBe(true)
    expect(recent.holds({ xid: 7n, seq: 8n })).toBe(false)
  })

  test('is bounded, and says what it no longer covers', () => {
    const recent = new RecentEvents(at(0), logOf(0).read, 100)
    for (let place = 1; place <= 1_000; place++) recent.push(event(place))
    expect(recent.size).toBeLessThanOrEqual(110)
    expect(recent.covers(at(500))).toBe(false)
    expect(recent.covers(recent.floor)).toBe(true)
    const next = Number(recent.floor.seq) + 1
    expect(places(recent.after(recent.floor, 1, new Set(['even', 'odd'])))).toEqual([next])
  })

  test('reads what a crowd missed once, whoever of it asks first', async () => {
    const { read, reads } = logOf(3_000)
    const recent = new RecentEvents(at(3_000), read)
    const covered = await Promise.all([600, 500, 700, 500].map((place) => recent.reachBackTo(at(place))))
    expect(covered).toEqual([true, true, true, true])
    expect(places(recent.after(at(500), 5_000, new Set(['even', 'odd'])))).toEqual(
      Array.from({ length: 2_500 }, (_, i) => 501 + i),
    )
    // From 600 in pages, then the hundred between 500 and 600; nothing twice.
    expect(reads).toEqual(['600-3000', '1600-3000', '2600-3000', '500-600'])
  })

  test('does not take in more than it keeps, and does not try again and again', async () => {
    const { read, reads } = logOf(5_000)
    const recent = new RecentEvents(at(5_000), read, 1_500)
    expect(await recent.reachBackTo(at(100))).toBe(false)
    const tried = reads.length
    expect(await recent.reachBackTo(at(100))).toBe(false)
    expect(reads).toHaveLength(tried)
    expect(await recent.reachBackTo(at(4_000))).toBe(true)
  })

  test('keeps no gap when the newest push its floor up while it reads', async () => {
    const { read } = logOf(1_000)
    const recent = new RecentEvents(
      at(1_000),
      async (...stretch) => {
        for (let place = 1_001; place <= 1_300; place++) recent.push(event(place))
        return read(...stretch)
      },
      200,
    )
    expect(await recent.reachBackTo(at(950))).toBe(false)
    const kept = places(recent.after(recent.floor, 1_000, new Set(['even', 'odd'])))
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 1_301 - kept.length + i))
  })

  test('tries again after a read that failed', async () => {
    let broken = true
    const { read } = logOf(100)
    const recent = new RecentEvents(at(100), async (...stretch) => {
      if (broken) throw new Error('no database')
      return read(...stretch)
    })
    await expect(recent.reachBackTo(at(50))).rejects.toThrow('no database')
    broken = false
    expect(await recent.reachBackTo(at(50))).toBe(true)
  })
})
