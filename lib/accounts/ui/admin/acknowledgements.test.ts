import { describe, expect, it } from 'vitest'
import type { TraceUpdate } from '#lib/bridge/wire.ts'
import { acknowledgementOf, collect } from './acknowledgements.ts'

const page = (change: Partial<TraceUpdate['recipients'][number]>) => ({
  clientId: 'c1',
  userId: 'uma',
  name: 'Uma',
  portal: 'user',
  pid: 1,
  replayed: false,
  sentAt: 1_001,
  ...change,
})

const trace = (change: Partial<TraceUpdate> = {}): TraceUpdate => ({
  id: 'e1',
  type: 'profile.updated',
  entity: 'profile',
  entityId: 'uma',
  version: 2,
  fields: ['headline'],
  actor: { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' },
  conflicts: 0,
  requestedAt: 995,
  committedAt: 1_000,
  relayedAt: 1_001,
  reach: {
    of: 0,
    delivered: { count: 0, lastAt: null },
    applied: { count: 0, lastAt: null },
    rendered: { count: 0, lastAt: null },
  },
  progress: 1,
  recipients: [],
  ...change,
})

describe('what became of a change at the person whose record it is', () => {
  it('is "away" when only staff have a page open', () => {
    const staff = page({ clientId: 'c2', userId: 'ada', renderedAt: 1_010 })
    expect(acknowledgementOf(trace({ recipients: [staff] }), 'uma')).toMatchObject({
      state: 'away',
      seenAfterMs: null,
    })
  })

  it('is "seen" from the moment the first of their pages has shown it', () => {
    const recipients = [
      page({ deliveredAt: 1_005 }),
      page({ clientId: 'c2', deliveredAt: 1_004, appliedAt: 1_006, renderedAt: 1_120 }),
    ]
    expect(acknowledgementOf(trace({ recipients }), 'uma')).toMatchObject({ state: 'seen', seenAfterMs: 120 })
  })

  it('does not claim "seen" for what was only delivered', () => {
    const recipients = [page({ deliveredAt: 1_005, appliedAt: 1_006 })]
    expect(acknowledgementOf(trace({ recipients }), 'uma')?.state).toBe('delivered')
  })

  it('leaves out records of others and what is nobody’s', () => {
    expect(acknowledgementOf(trace({ entityId: 'ben' }), 'uma')).toBeNull()
    expect(acknowledgementOf(trace({ entity: 'job' }), 'uma')).toBeNull()
  })

  it('keeps one line for each change while its trace grows', () => {
    const first = collect([], [trace({ recipients: [page({})] })], 'uma')
    const second = collect(
      first,
      [trace({ recipients: [page({ deliveredAt: 1_002, renderedAt: 1_050 })] })],
      'uma',
    )
    expect(second).toHaveLength(1)
    expect(second[0]?.state).toBe('seen')
  })
})
