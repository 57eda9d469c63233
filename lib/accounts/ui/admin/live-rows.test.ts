import { describe, expect, it } from 'vitest'
import type { Envelope } from '#lib/bridge/schema.ts'
import type { UserRow } from '../../schema.ts'
import { liveRows, mergeRows, patchRows } from './live-rows.ts'

const uma: UserRow = {
  id: 'uma',
  email: 'uma@example.org',
  name: 'Uma',
  role: 'user',
  status: 'active',
  plan: 'free',
  version: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
}

const event = (change: Partial<Envelope>): Envelope => ({
  v: 1,
  id: 'e1',
  cursor: '1-1',
  type: 'user.updated',
  entity: 'user',
  entityId: 'uma',
  version: 4,
  fields: { name: 'Uma U.' },
  actor: { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' },
  committedAt: '2026-01-02T00:00:00.000Z',
  conflicts: [],
  ...change,
})

describe('the rows of the list of people', () => {
  it('take the next version of a person on the page, and say who changed it', () => {
    expect(patchRows(liveRows([uma]), event({}))?.[0]).toMatchObject({
      name: 'Uma U.',
      version: 4,
      firstVersion: 3,
      changedBy: 'Ada',
    })
  })

  it('take only what the list shows', () => {
    const rows = patchRows(
      liveRows([uma]),
      event({ fields: { permissions: ['data:manage'], plan: 'annual' } }),
    )
    expect(rows?.[0]).toMatchObject({ plan: 'annual', version: 4 })
    expect(rows?.[0]).not.toHaveProperty('permissions')
  })

  it('drop what is old and leave others alone', () => {
    const rows = liveRows([uma])
    expect(patchRows(rows, event({ version: 3 }))).toBe(rows)
    expect(patchRows(rows, event({ entityId: 'ben' }))).toBe(rows)
    expect(patchRows(rows, event({ entity: 'profile' }))).toBe(rows)
  })

  it('ask for a reading when a version is missing or somebody is new', () => {
    expect(patchRows(liveRows([uma]), event({ version: 5 }))).toBeNull()
    expect(patchRows(liveRows([uma]), event({ type: 'user.created', entityId: 'new' }))).toBeNull()
  })

  it('never go back to an older reading', () => {
    const heard = patchRows(liveRows([uma]), event({})) ?? []
    expect(mergeRows([uma], heard)[0]).toMatchObject({ name: 'Uma U.', version: 4 })
    expect(mergeRows([{ ...uma, name: 'Uma V.', version: 5 }], heard)[0]).toMatchObject({
      name: 'Uma V.',
      version: 5,
      firstVersion: 3,
    })
  })
})
