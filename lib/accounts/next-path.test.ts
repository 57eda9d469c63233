import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstPath, ownPath } from './next-path.ts'

describe('where sign-in leads', () => {
  it('keeps a path of this site with its query and hash', () => {
    expect(ownPath('/forecasts/USA?view=weekly#trace')).toBe('/forecasts/USA?view=weekly#trace')
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/a\\b',
    '/.//evil.example',
    '/%0d/../..//evil.example',
    'javascript:alert(1)',
    'profile',
    '',
    undefined,
    ['/a', '/b'],
  ])('does not leave the site by %j', (next) => {
    expect(ownPath(next)).toBeNull()
  })

  it('never gives an address that another site would answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'/\\.@:?#a%0\t\n ') }), (next) => {
        const path = ownPath(next)
        if (path !== null) expect(new URL(path, 'https://here.example').origin).toBe('https://here.example')
      }),
      { numRuns: 2_000 },
    )
  })

  it('sends staff to the admin portal and people to their dashboard', () => {
    expect(firstPath('admin', undefined)).toBe('/admin')
    expect(firstPath('user', undefined)).toBe('/dashboard')
    expect(firstPath('admin', '/profile')).toBe('/profile')
  })

  it('does not send people to pages that are not theirs or make no sense signed in', () => {
    for (const next of [
      '/admin',
      '/admin/users?q=a',
      '/sign-in?next=/sign-in',
      '/',
      '/api/v1/profile/1',
      '/reset/abc',
    ]) {
      expect(firstPath('user', next)).toBe('/dashboard')
    }
    expect(firstPath('user', '/administration')).toBe('/administration')
  })
})
