import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** How many of a part's tests passed and failed. */
export interface Tally {
  passed: number
  failed: number
}

export function addUp(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  )
}

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

/** Reads vitest's JSON report. A file that could not even be loaded has no tests in it and counts as one failure. */
export function vitestTally(reportFile: string, exitCode: number): Tally {
  const report = readReport(reportFile, vitestReportSchema)
  const files = report?.testResults ?? []
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status))
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  const failed = statuses.filter((status) => status === 'failed').length + broken.length
  return settle({ passed: statuses.filter((status) => status === 'passed').length, failed }, exitCode)
}

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
})

/** Reads Playwright's JSON report. Errors outside the tests, as of a server that does not start, count too. */
export function playwrightTally(reportFile: string, exitCode: number): Tally {
  const report = readReport(reportFile, playwrightReportSchema)
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {}
  return settle({ passed: expected, failed: unexpected + flaky + (report?.errors.length ?? 0) }, exitCode)
}

/** A tool that says it failed did, whatever its report counts. */
function settle(tally: Tally, exitCode: number): Tally {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // the tool died before it could write; its exit code tells
  }
}
