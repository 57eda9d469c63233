import { describe, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import {
  coalesce,
  conflictDrafts,
  type Draft,
  forecastDraft,
  type Happening,
  jobDrafts,
  listWords,
  staffChangeDrafts,
} from './domain.ts'

const ada: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const uma: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
const system: Actor = { id: 'system', name: 'IntelliCV', role: 'system', portal: 'system' }

function happening(change: Partial<Happening> = {}): Happening {
  return {
    id: 'e1',
    type: 'profile.updated',
    entity: 'profile',
    entityId: 'uma',
    fields: { headline: 'Nurse' },
    actor: ada,
    committedAt: '2026-11-20T10:00:00.000Z',
    conflicts: [],
    ...change,
  }
}

const conflict = { id: 'c1', field: 'headline', rule: 'admin-override', winner: 'current' as const }
const said = (draft: Draft | undefined) => draft?.words(draft)

describe('a change by staff', () => {
  test('is told to the person whose record it is, with the way to the field', () => {
    const [draft] = staffChangeDrafts(happening({ fields: { headline: 'Nurse', targetTitles: [] } }))
    expect(draft).toMatchObject({ userId: 'uma', kind: 'staff-change' })
    expect(said(draft)).toEqual({
      title: 'Ada changed your profile',
      body: 'Headline and target titles.',
      link: '/profile#field-headline',
    })
  })

  test.each([
    ['by the person themselves', { actor: uma }],
    ['by the product', { actor: system }],
    ['to an admin’s own record', { entityId: 'ada' }],
    ['to what is nobody’s record', { entity: 'settings', entityId: 'system' }],
    ['that changed nothing', { fields: {} }],
  ])('%s is told to nobody', (_, change) => {
    expect(staffChangeDrafts(happening(change))).toEqual([])
  })

  test('twenty of them in a minute are one, with a count; one much later stands for itself', () => {
    const fields = ['headline', 'phone', 'location', 'summary']
    const edits = Array.from({ length: 20 }, (_, n) =>
      happening({
        id: `e${n}`,
        fields: { [fields[n % 4] ?? '']: n },
        committedAt: new Date(Date.UTC(2026, 10, 20, 10, 0, n * 3)).toISOString(),
      }),
    )
    const later = happening({ id: 'late', committedAt: '2026-11-20T12:00:00.000Z' })
    const drafts = coalesce([...edits, later].flatMap(staffChangeDrafts))
    expect(drafts.map(({ count, cause }) => [count, cause])).toEqual([
      [20, 'change:e0'],
      [1, 'change:late'],
    ])
    expect(said(drafts[0])).toMatchObject({
      title: 'Ada changed your profile 20 times',
      body: 'Headline, phone and 2 more.',
    })
  })

  test('of two admins are two', () => {
    const abe = { ...ada, id: 'abe', name: 'Abe' }
    expect(
      coalesce([happening(), happening({ id: 'e2', actor: abe })].flatMap(staffChangeDrafts)),
    ).toHaveLength(2)
  })
})

describe('a value that was not kept', () => {
  const lostByUma = { ...conflict, kept: { actor: ada }, lost: { actor: uma } }

  test('is told to whoever meant it, with the reason', () => {
    const [draft] = conflictDrafts(happening({ conflicts: [lostByUma], actor: uma, fields: {} }))
    expect(draft?.userId).toBe('uma')
    expect(said(draft)).toEqual({
      title: 'Your change to headline was not kept',
      body: 'Ada (staff) had changed it before yours arrived, and what staff set stays. You can put yours in place again.',
      link: '/profile#field-headline',
    })
  })

  test('is not told a second time as a change by staff', () => {
    const event = happening({ conflicts: [{ ...lostByUma, winner: 'incoming' }] })
    expect(staffChangeDrafts(event)).toEqual([])
    expect(said(conflictDrafts(event)[0])?.body).toContain('changed it after you')
  })

  test('of an admin leads to the person’s page in the admin portal', () => {
    const [draft] = conflictDrafts(
      happening({
        conflicts: [{ ...conflict, kept: { actor: { ...ada, id: 'abe' } }, lost: { actor: ada } }],
      }),
    )
    expect(draft?.userId).toBe('ada')
    expect(said(draft)?.link).toBe('/admin/users/uma#field-headline')
  })

  test.each([
    ['protected fields ask nothing', { ...lostByUma, rule: 'protected' }],
    ['one’s own other tab is no news', { ...lostByUma, kept: { actor: uma } }],
    ['the product is nobody', { ...lostByUma, lost: { actor: system } }],
  ])('%s', (_, record) => {
    expect(conflictDrafts(happening({ conflicts: [record] }))).toEqual([])
  })
})

describe('a job', () => {
  const ended = happening({
    type: 'job.updated',
    entity: 'job',
    entityId: 'j1',
    fields: { status: 'failed', error: 'The file is empty.' },
    actor: system,
  })
  const request = { kind: 'series.import', requestedBy: ada }

  test('that ended is told to whoever started it', () => {
    const [draft] = jobDrafts(ended, request)
    expect(draft).toMatchObject({ userId: 'ada', cause: 'job:j1:ended' })
    expect(said(draft)).toEqual({
      title: 'Your import failed',
      body: 'The file is empty.',
      link: '/admin/jobs/j1',
    })
  })

  test('that goes on, that the schedule started or that they cancelled themselves is not', () => {
    expect(jobDrafts({ ...ended, fields: { status: 'running' } }, request)).toEqual([])
    expect(jobDrafts({ ...ended, fields: { progress: {} } }, request)).toEqual([])
    expect(jobDrafts(ended, { ...request, requestedBy: system })).toEqual([])
    expect(jobDrafts({ ...ended, fields: { status: 'cancelled' }, actor: ada }, request)).toEqual([])
  })
})

test('forecasts of a region are one as long as it is unread, however old, and say when data are simulated', () => {
  const forecast = (id: string, committedAt: string) =>
    happening({
      id,
      committedAt,
      type: 'forecast.published',
      entity: 'forecast',
      entityId: 'SIM-NORTH',
      fields: { riskLevel: 'YELLOW', dataAsOf: '2026-11-19', sourceKind: 'simulated' },
    })
  const [draft, ...others] = coalesce(
    ['2026-10-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z'].map((at, n) =>
      forecastDraft(forecast(`f${n}`, at), 'uma', 'North'),
    ),
  )
  expect(others).toEqual([])
  expect(said(draft)).toEqual({
    title: 'North has 2 new forecasts since you looked',
    body: 'Simulated starter data. Risk elevated, from data up to 2026-11-19.',
    link: '/forecasts/SIM-NORTH',
  })
})

test('lists of fields stay short', () => {
  expect(listWords(['headline'])).toBe('headline')
  expect(listWords(['headline', 'remotePreference', 'goals'])).toBe('headline, remote preference and goals')
  expect(listWords(['a', 'b', 'c', 'd', 'e'])).toBe('a, b and 3 more')
})
