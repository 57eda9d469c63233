import { describe, expect, it } from 'vitest'
import { type VerdictFacts, verdictOf } from './debug-verdict.ts'

const calm: VerdictFacts = {
  health: 'EXCELLENT',
  successRate: 1,
  mismatches: 0,
  relay: { running: true, failing: false },
  fence: { waiting: 0, oldestMs: 0, blocker: null },
  delivered: { count: 84, p95: 14 },
  targetMs: 50,
  clients: [{ name: 'Uma', portal: 'user', state: 'live', waiting: 0, oldestWaitingMs: null }],
}

describe('the verdict of the debug page', () => {
  it('says that the portals are in step, and by which figure', () => {
    expect(verdictOf(calm)).toEqual({
      tone: 'good',
      title: 'The portals are in step',
      why: '1 open page has every change. 95 % of 84 deliveries arrived within 14 ms of being saved.',
    })
  })

  it('claims no speed while nothing was measured', () => {
    const verdict = verdictOf({ ...calm, delivered: { count: 0, p95: null } })
    expect(verdict.tone).toBe('good')
    expect(verdict.why).not.toMatch(/\d ms/)
  })

  it('calls a stopped or failing relay out of step, whatever the other figures say', () => {
    expect(verdictOf({ ...calm, relay: { running: false, failing: false } }).tone).toBe('bad')
    expect(verdictOf({ ...calm, relay: { running: true, failing: true } }).tone).toBe('bad')
  })

  it('names who holds the fence once changes wait for longer than five seconds', () => {
    const held = { waiting: 3, oldestMs: 12_000, blocker: 'reporting, open for 60 s' }
    const verdict = verdictOf({ ...calm, fence: held })
    expect(verdict.tone).toBe('bad')
    expect(verdict.why).toContain('reporting')
    expect(verdictOf({ ...calm, fence: { ...held, oldestMs: 40 } }).tone).toBe('good')
  })

  it('names the page that does not confirm', () => {
    const verdict = verdictOf({
      ...calm,
      clients: [
        ...calm.clients,
        { name: 'Ben', portal: 'user', state: 'live', waiting: 4, oldestWaitingMs: 3_500 },
      ],
    })
    expect(verdict).toMatchObject({ tone: 'watch', title: 'One open page is behind' })
    expect(verdict.why).toBe('Ben (user portal) did not confirm 4 changes for 3.5 s.')
  })

  it('is never better than "watch" while deliveries are slower than promised', () => {
    expect(verdictOf({ ...calm, delivered: { count: 10, p95: 51 } }).tone).toBe('watch')
  })

  it('tells failed writes apart from slow ones', () => {
    const verdict = verdictOf({ ...calm, health: 'CRITICAL', successRate: 0.5 })
    expect(verdict.tone).toBe('bad')
    expect(verdict.why).toContain('50 %')
  })

  it('does not call an empty house a fault', () => {
    expect(verdictOf({ ...calm, clients: [] }).tone).toBe('good')
  })
})
