import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { addUp, playwrightTally, vitestTally } from './tally.ts'
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts'

const folder = makeTemporaryFolder('tally')
afterAll(() => removeFolder(folder))

function report(content: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
})

describe('the sum of the unit tests', () => {
  test('counts tests, not files, and leaves skipped ones out', () => {
    const testResults = [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')]
    expect(vitestTally(report({ testResults }), 1)).toEqual({ passed: 3, failed: 1 })
  })

  test('counts a file that could not be loaded as a failure', () => {
    expect(vitestTally(report({ testResults: [file('failed')] }), 1)).toEqual({ passed: 0, failed: 1 })
  })

  test('counts a tool that failed without a report, or beside one of successes', () => {
    expect(vitestTally(join(folder, 'absent.json'), 1)).toEqual({ passed: 0, failed: 1 })
    expect(vitestTally(report({ testResults: [file('passed', 'passed')] }), 1)).toEqual({
      passed: 1,
      failed: 1,
    })
  })
})

describe('the sum of the end-to-end tests', () => {
  test('counts a test that only passed at the second try as failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }
    expect(playwrightTally(report({ stats, errors: [] }), 1)).toEqual({ passed: 4, failed: 2 })
  })

  test('counts what went wrong outside the tests', () => {
    const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
    const errors = [{ message: 'the server did not start' }]
    expect(playwrightTally(report({ stats, errors }), 1)).toEqual({ passed: 0, failed: 1 })
  })
})

test('the parts add up', () => {
  expect(addUp([])).toEqual({ passed: 0, failed: 0 })
  expect(
    addUp([
      { passed: 1, failed: 2 },
      { passed: 3, failed: 4 },
    ]),
  ).toEqual({ passed: 4, failed: 6 })
})
