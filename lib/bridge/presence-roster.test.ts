import { describe, expect, test } from 'vitest'
import { type Presence, PresenceRoster } from './presence-roster.ts'

const LEASE_MS = 15_000
const ada = { id: 'ada', name: 'Ada', role: 'admin' } as const
const uma = { id: 'uma', name: 'Uma', role: 'user' } as const

function presence(change: Partial<Presence> = {}): Presence {
  return { entity: 'profile', id: 'uma', page: 'p1', person: ada, field: 'headline', since: 0, ...change }
}

describe('a roster of who edits', () => {
  test('has news when somebody begins or moves to another field, not when they renew', () => {
    const roster = new PresenceRoster(LEASE_MS)
    expect(roster.put(presence(), 0)).toBe(true)
    expect(roster.put(presence({ since: 5_000 }), 5_000)).toBe(false)
    expect(roster.people('profile', 'uma')).toEqual([
      { ...ada, field: 'headline', since: new Date(0).toISOString() },
    ])
    expect(roster.put(presence({ field: 'phone', since: 6_000 }), 6_000)).toBe(true)
    expect(roster.people('profile', 'uma')[0]).toMatchObject({ field: 'phone' })
  })

  test('forgets who has not renewed, and nobody else', () => {
    const roster = new PresenceRoster(LEASE_MS)
    roster.put(presence(), 0)
    roster.put(presence({ page: 'p2', person: uma, since: 1 }), 10_000)
    expect(roster.expire(LEASE_MS - 1)).toEqual([])
    expect(roster.expire(LEASE_MS).map(({ page }) => page)).toEqual(['p1'])
    expect(roster.people('profile', 'uma').map(({ id }) => id)).toEqual(['uma'])
    roster.expire(10_000 + LEASE_MS)
    expect(roster.size).toBe(0)
  })

  test('shows a person with two pages once, and keeps them until the last page leaves', () => {
    const roster = new PresenceRoster(LEASE_MS)
    roster.put(presence(), 0)
    roster.put(presence({ page: 'p2', field: 'phone', since: 9 }), 9)
    expect(roster.people('profile', 'uma')).toMatchObject([{ id: 'ada', field: 'phone' }])
    expect(roster.remove('profile', 'uma', 'p2')).toBe(true)
    expect(roster.people('profile', 'uma')).toMatchObject([{ id: 'ada', field: 'headline' }])
    expect(roster.remove('profile', 'uma', 'p2')).toBe(false)
    roster.remove('profile', 'uma', 'p1')
    expect([roster.people('profile', 'uma'), roster.ofPage('p1')]).toEqual([[], []])
  })

  test('does not grow without end', () => {
    const roster = new PresenceRoster(LEASE_MS)
    for (let n = 0; n < 6_000; n++) roster.put(presence({ id: `r${n}`, page: `p${n}` }), 0)
    expect(roster.size).toBe(5_000)
    expect(roster.put(presence({ id: 'one more', page: 'new' }), 0)).toBe(false)
    expect(roster.put(presence({ id: 'r0', page: 'p0', field: 'phone' }), 0), 'who is in stays in').toBe(true)
  })
})
