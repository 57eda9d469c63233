import { describe, expect, test } from 'vitest'
import { failuresUnder, MUTATIONS, mutate } from './mutations.ts'

/** A test that cannot fail proves nothing: each of these takes one part out, and its test has to notice. */
describe.concurrent('the tests bite when the product lacks', () => {
  test.each(Object.keys(MUTATIONS))('%s', { timeout: 120_000 }, async (name) => {
    const failures = await failuresUnder(name)
    expect(failures.join('\n')).toMatch(MUTATIONS[name]?.fails ?? /^$/)
  })
})

test('a part that is not there, or is there twice, cannot be taken out unnoticed', () => {
  const mutation = { file: 'a.ts', find: 'x()', put: '', test: '', fails: /./ }
  expect(mutate(mutation, '/b.ts', 'x()')).toBeNull()
  expect(mutate(mutation, '/lib/a.ts', 'y(); x()')).toBe('y(); ')
  for (const source of ['y()', 'x(); x()'])
    expect(() => mutate(mutation, '/lib/a.ts', source)).toThrow('of what is to be')
})
