/**
 * `npm test [-- lint|unit|e2e [arguments]]`: everything that must hold, part by part. The last line sums it up as
 * `N passed, N failed`.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from '../bootstrap/artefacts.mjs'
import { projectRoot } from '../migrations/prisma-command.ts'
import { checkArchitecture, compilerVersion } from './architecture.ts'
import { addUp, playwrightTally, type Tally, vitestTally } from './tally.ts'
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts'
import { runQuiet, runShown, tool } from './test-processes.ts'

const results = join(projectRoot, '.tools', 'test-results')
const print = (line = '') => process.stdout.write(`${line}\n`)

/** One check that passes or fails as a whole; what it has to say is shown when it fails. */
async function check(
  name: string,
  work: () => Promise<{ ok: boolean; output: string; note?: string }>,
): Promise<Tally> {
  const started = performance.now()
  const { ok, output, note } = await work().catch((error) => ({ ok: false, output: String(error), note: '' }))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  print(`${ok ? '✓' : '✗'} ${name}${note ? `, ${note}` : ''} (${seconds} s)`)
  if (!ok) print(output.trim())
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function lint(): Promise<Tally> {
  const tallies = await Promise.all([
    check('format and lint', () =>
      runQuiet(tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')),
    ),
    check('types', async () => {
      const generated = await runQuiet(tool('next/dist/bin/next', 'typegen')) // the types of the routes
      return generated.ok ? runQuiet(tool('typescript/bin/tsc', '--noEmit')) : generated
    }),
    check('architecture', async () => {
      const { modules, violations } = await checkArchitecture(projectRoot)
      const blind = modules === 0 ? `No module was read (TypeScript ${compilerVersion(projectRoot)}).` : ''
      return {
        ok: !blind && violations.length === 0,
        output: blind || violations.join('\n'),
        note: `${modules} modules`,
      }
    }),
  ])
  return addUp(tallies)
}

async function unit(args: string[]): Promise<Tally> {
  const report = join(results, 'unit.json')
  const reporters = [process.env.CI ? '--reporter=default' : '--reporter=dot', '--reporter=json']
  const code = await runShown(
    tool('vitest/vitest.mjs', 'run', ...reporters, `--outputFile.json=${report}`, ...args),
  )
  return vitestTally(report, code)
}

async function endToEnd(args: string[]): Promise<Tally> {
  const built = await check('build', async () => {
    await ensureBuild(projectRoot, process.execPath, () => {})
    return { ok: true, output: '' }
  })
  if (built.failed > 0) return built
  const report = join(results, 'e2e.json')
  const dataDir = makeTemporaryFolder('e2e')
  try {
    const env = { E2E_JSON: report, E2E_DATA_DIR: dataDir }
    const code = await runShown(tool('@playwright/test/cli.js', 'test', ...args), env)
    return addUp([built, playwrightTally(report, code)])
  } finally {
    removeFolder(dataDir)
  }
}

const parts: Record<string, (args: string[]) => Promise<Tally>> = { lint, unit, e2e: endToEnd }
const titles: Record<string, string> = { lint: 'Lint', unit: 'Unit and integration', e2e: 'End to end' }

const [chosen, ...args] = process.argv.slice(2)
if (chosen && !parts[chosen]) {
  process.stderr.write(`There is no part "${chosen}": say one of ${Object.keys(parts).join(', ')}.\n`)
  process.exit(2)
}
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
const tallies: Tally[] = []
for (const [name, run] of Object.entries(parts)) {
  if (chosen && chosen !== name) continue
  print(`\n── ${titles[name]} ──`)
  tallies.push(await run(args))
}
const { passed, failed } = addUp(tallies)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
print()
print(`${passed} passed, ${failed} failed`)
