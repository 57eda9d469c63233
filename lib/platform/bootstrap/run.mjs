/**
 * What the npm scripts call: `node run.mjs <start|dev|test|bench|cli|tool> …`. Runs on any Node from 18 on, without
 * node_modules: brings what is missing up to date and hands over to TypeScript under Node 24. What it has to say goes
 * to standard error, so that a command's output is its own.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureBuild, ensureDatabaseClient } from './artefacts.mjs'
import { Fault } from './fault.mjs'
import { environmentFor, findNode } from './node-runtime.mjs'
import { ensurePackages } from './packages.mjs'
import { runForeground, supervise } from './processes.mjs'
import { serverFlags } from './server-flags.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/, '')
const register = pathToFileURL(join(root, 'lib/platform/bootstrap/register.mjs')).href

const note = (line) => process.stderr.write(`${line}\n`)

/** What each command needs first, and what it runs. */
const commands = {
  start: { build: true, entry: 'lib/platform/server/main.ts', server: true, mode: 'production' },
  dev: { build: false, entry: 'lib/platform/server/main.ts', server: true, mode: 'development' },
  bench: { build: true, entry: 'bench/main.ts', mode: 'production' },
  cli: { build: false, entry: 'lib/platform/cli/main.ts', mode: 'production' },
  // Builds by itself, when it comes to the part that needs it.
  test: { build: false, entry: 'lib/platform/testing/run-tests.ts', mode: 'test' },
}

async function main([name, ...args]) {
  const command = commands[name]
  if (!command && name !== 'tool') throw new Fault(`Say one of: ${Object.keys(commands).join(', ')}, tool`, 2)
  const node = await findNode(root, note)
  await ensurePackages(root, node, note)
  const options = { cwd: root, env: environmentFor(node, root) }
  if (!command) return runTool(node, args, options)

  await ensureDatabaseClient(root, node, note)
  if (command.build) await ensureBuild(root, node, note)
  if (!existsSync(join(root, command.entry))) throw new Fault(`There is no ${command.entry}.`)
  options.env.NODE_ENV = command.mode
  const run = command.server ? supervise : runForeground
  const flags = command.server ? serverFlags : []
  return run(node, [...flags, '--import', register, join(root, command.entry), ...args], options, note)
}

/** A tool of the project, for people: `npm run tool -- vitest`, `-- prisma migrate status`, `-- node x.ts`. */
function runTool(node, [tool, ...args], options) {
  if (!tool) throw new Fault('Say which tool: npm run tool -- vitest', 2)
  if (tool === 'node') return runForeground(node, ['--import', register, ...args], options)
  if (tool === 'prisma') {
    const entry = join(root, 'lib/platform/migrations/prisma-tool.ts')
    return runForeground(node, ['--import', register, entry, ...args], options)
  }
  const link = join(root, 'node_modules', '.bin', tool)
  if (!existsSync(link)) throw new Fault(`There is no tool "${tool}" in node_modules/.bin.`, 127)
  const program = realpathSync(link)
  const isScript = /^#!.*\bnode\b/.test(readFileSync(program, { encoding: 'latin1' }).slice(0, 100))
  return isScript ? runForeground(node, [program, ...args], options) : runForeground(program, args, options)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Fault)) throw error
  note(error.message)
  process.exitCode = error.exitCode
}
