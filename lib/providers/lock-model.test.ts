import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deedArbitrary, play } from './testing/lock-world.ts'

/** The benchmark asks for more, from fresh seeds. */
const STATES = Number(process.env.LOCK_MODEL_STATES ?? 100_000)

test('whatever callers, monitor and staff do in whatever order, the lock keeps its promises', {
  timeout: 300_000,
}, () => {
  let states = 0
  while (states < STATES)
    fc.assert(
      fc.property(fc.array(deedArbitrary, { minLength: 20, maxLength: 120 }), (deeds) => {
        states += play(deeds)
      }),
      { numRuns: 500, includeErrorInReport: true },
    )
  expect(states).toBeGreaterThanOrEqual(STATES)
})
