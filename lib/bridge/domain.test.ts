import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import {
  comparePositions,
  type EntityState,
  type Fields,
  formatCursor,
  parseCursor,
  resolvePatch,
  sameValue,
} from './domain.ts'

const AT = '2026-01-01T00:00:00.000Z'
const admin: Actor = { id: 'a', name: 'Ada', role: 'admin', portal: 'admin' }
const user: Actor = { id: 'u', name: 'Uma', role: 'user', portal: 'user' }
const other: Actor = { id: 'v', name: 'Vic', role: 'user', portal: 'user' }
const protectedFields = new Set(['role'])

function state(
  fields: Fields,
  stamps: Record<string, { version: number; actor: Actor }>,
  version: number,
): EntityState {
  const meta = Object.fromEntries(
    Object.entries(stamps).map(([field, stamp]) => [field, { ...stamp, at: AT }]),
  )
  return { version, fields, meta }
}

const resolve = (current: EntityState, baseVersion: number, fields: Fields, actor: Actor) =>
  resolvePatch({ state: current, patch: { baseVersion, fields }, actor, at: AT, protectedFields })

describe('resolvePatch', () => {
  it('merges changes of different fields without a conflict', () => {
    const current = state({ name: 'A', city: 'B' }, { name: { version: 5, actor: admin } }, 5)
    const result = resolve(current, 3, { city: 'C' }, user)
    expect(result).toMatchObject({
      applied: ['city'],
      refused: [],
      conflicts: [],
      changed: { city: 'C' },
      version: 6,
    })
  })

  it('refuses a protected field to a user, records it, and applies the rest', () => {
    const result = resolve(state({ role: 'user', name: 'A' }, {}, 1), 1, { role: 'admin', name: 'B' }, user)
    expect(result.refused).toEqual([{ field: 'role', rule: 'protected' }])
    expect(result.changed).toEqual({ name: 'B' })
    expect(result.conflicts).toMatchObject([
      {
        field: 'role',
        rule: 'protected',
        winner: 'current',
        kept: { value: 'user' },
        lost: { value: 'admin', actor: user },
      },
    ])
  })

  it('lets an admin change a protected field', () => {
    expect(resolve(state({ role: 'user' }, {}, 1), 1, { role: 'admin' }, admin).changed).toEqual({
      role: 'admin',
    })
  })

  it('keeps the admin’s value against a user who had not seen it, and lets the user change it once they have', () => {
    const current = state({ city: 'Lisbon' }, { city: { version: 4, actor: admin } }, 4)
    const blind = resolve(current, 3, { city: 'Porto' }, user)
    expect(blind).toMatchObject({
      changed: {},
      refused: [{ field: 'city', rule: 'admin-override' }],
      version: 4,
    })
    expect(blind.conflicts).toHaveLength(1)
    expect(resolve(current, 4, { city: 'Porto' }, user)).toMatchObject({
      changed: { city: 'Porto' },
      conflicts: [],
    })
  })

  it('lets the admin win too when the user came first', () => {
    const current = state({ city: 'Porto' }, { city: { version: 4, actor: user } }, 4)
    const result = resolve(current, 3, { city: 'Lisbon' }, admin)
    expect(result.changed).toEqual({ city: 'Lisbon' })
    expect(result.conflicts).toMatchObject([
      {
        rule: 'admin-override',
        winner: 'incoming',
        kept: { actor: admin },
        lost: { value: 'Porto', actor: user },
      },
    ])
  })

  it('lets the last write win between equals', () => {
    const current = state({ city: 'Porto' }, { city: { version: 4, actor: user } }, 4)
    const result = resolve(current, 3, { city: 'Faro' }, other)
    expect(result.changed).toEqual({ city: 'Faro' })
    expect(result.conflicts).toMatchObject([{ rule: 'last-write-wins', winner: 'incoming' }])
  })

  it('takes asking for what is there already as done, without a new version', () => {
    const current = state({ city: 'Porto', tags: ['a'] }, { city: { version: 4, actor: admin } }, 4)
    const result = resolve(current, 1, { city: 'Porto', tags: ['a'] }, user)
    expect(result).toMatchObject({ applied: ['city', 'tags'], changed: {}, conflicts: [], version: 4 })
  })

  it('accounts for every field exactly once and stamps just what changed, whatever comes', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()))
    const fieldName = fc.constantFrom('role', 'name', 'city', 'tags')
    const actor = fc.constantFrom(admin, user, other)
    fc.assert(
      fc.property(
        fc.dictionary(fieldName, value),
        fc.dictionary(fieldName, fc.record({ version: fc.integer({ min: 1, max: 9 }), actor })),
        fc.dictionary(fieldName, value),
        fc.integer({ min: 0, max: 9 }),
        actor,
        (fields, stamps, wanted, baseVersion, who) => {
          const current = state(fields, stamps, 9)
          const result = resolve(current, baseVersion, wanted, who)
          const seen = [...result.applied, ...result.refused.map(({ field }) => field)].sort()
          expect(seen).toEqual(Object.keys(wanted).sort())
          expect(result.version).toBe(Object.keys(result.changed).length > 0 ? 10 : 9)
          for (const [field, stamp] of Object.entries(result.meta)) {
            expect(stamp.version === 10).toBe(field in result.changed)
          }
          for (const { field } of result.refused) {
            expect(result.conflicts.filter((conflict) => conflict.field === field)).toHaveLength(1)
          }
          if (who.role === 'user') expect(result.changed).not.toHaveProperty('role')
        },
      ),
    )
  })
})

describe('sameValue', () => {
  it('compares lists by their items', () => {
    expect(sameValue(['a', 'b'], ['a', 'b'])).toBe(true)
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false)
    expect(sameValue('1', 1)).toBe(false)
  })
})

describe('cursors', () => {
  const position = fc.record({ xid: fc.bigInt(0n, 2n ** 64n - 1n), seq: fc.bigInt(0n, 2n ** 63n - 1n) })

  it('come back as they went', () => {
    fc.assert(
      fc.property(position, (one) => {
        expect(parseCursor(formatCursor(one))).toEqual(one)
      }),
    )
  })

  it('refuse everything that is not one', () => {
    for (const text of [
      '',
      '1',
      '-1-2',
      '1-',
      'x-1',
      '1-2-3',
      '99999999999999999999-1',
      "1-2'; DROP TABLE event",
    ]) {
      expect(parseCursor(text)).toBeNull()
    }
  })

  it('order by transaction first', () => {
    expect(comparePositions({ xid: 1n, seq: 9n }, { xid: 2n, seq: 1n })).toBe(-1)
    expect(comparePositions({ xid: 2n, seq: 9n }, { xid: 2n, seq: 1n })).toBe(1)
  })
})
