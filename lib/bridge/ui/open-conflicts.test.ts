import { describe, expect, it } from 'vitest'
import type { ConflictRecord, Snapshot } from '../schema.ts'
import { openConflicts } from './open-conflicts.ts'

const person = { id: 'p', name: 'Sam', role: 'user', portal: 'user' } as const
const staff = { id: 's', name: 'Ana', role: 'admin', portal: 'admin' } as const
const at = '2026-01-01T00:00:00.000Z'

function conflict(id: string, change: Partial<ConflictRecord> = {}): ConflictRecord {
  return {
    id,
    entity: 'profile',
    entityId: 'p',
    field: 'headline',
    rule: 'admin-override',
    winner: 'current',
    kept: { value: 'theirs', actor: staff, at },
    lost: { value: 'mine', actor: person, at },
    version: 5,
    at,
    ...change,
  }
}

function profile(version: number): Snapshot {
  const meta = { headline: { version, actor: staff, at } }
  return { entity: 'profile', id: 'p', version, fields: {}, meta }
}

describe('open conflicts of a person', () => {
  it('are those that their value lost', () => {
    const won = conflict('2', { field: 'phone', lost: { value: 'x', actor: staff, at } })
    expect(openConflicts([conflict('1'), won], [profile(5)], 'p').map(({ id }) => id)).toEqual(['1'])
  })

  it('are settled once the field has been changed again', () => {
    expect(openConflicts([conflict('1')], [profile(6)], 'p')).toEqual([])
  })

  it('count once a field, by the newest', () => {
    expect(
      openConflicts([conflict('1'), conflict('3'), conflict('2')], [profile(5)], 'p').map(({ id }) => id),
    ).toEqual(['3'])
  })

  it('are not what a person may never change, nor what belongs to records that are not here', () => {
    const records = [conflict('1', { rule: 'protected' }), conflict('2', { entityId: 'other' })]
    expect(openConflicts(records, [profile(5)], 'p')).toEqual([])
  })
})
