import { describe, expect, it } from 'vitest'
import { profilePatchSchema } from '../schema.ts'
import { completeness, PROFILE_LABELS } from './record.ts'

describe('completeness of a profile', () => {
  it('names every field of the profile, so that nothing new is forgotten', () => {
    expect(Object.keys(PROFILE_LABELS).sort()).toEqual(Object.keys(profilePatchSchema.shape).sort())
  })

  it('starts at nothing and lists what is missing', () => {
    const { done, total, missing } = completeness({})
    expect([done, missing.length]).toEqual([0, total])
  })

  it('counts a field once it holds something', () => {
    const { done, missing } = completeness({
      headline: 'Nurse',
      skills: ['triage'],
      summary: '  ',
      goals: [],
    })
    expect(done).toBe(2)
    expect(missing.map(({ field }) => field)).toContain('summary')
    expect(missing.map(({ field }) => field)).not.toContain('skills')
  })
})
