import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from './fault.mjs'
import { takeSnapshot } from './freshness.mjs'
import { environmentFor, lockTools } from './node-runtime.mjs'
import { runStep } from './processes.mjs'

/**
 * Generates the database client from prisma/schema, unless it is up to date.
 *
 * @param {string} root the project
 * @param {string} node the Node to run Prisma under
 * @param {(line: string) => void} note
 */
export async function ensureDatabaseClient(root, node, note) {
  await ensureFresh(root, note, {
    name: 'generate',
    doing: 'generating the database client …',
    failed: 'The database client cannot be generated',
    result: 'lib/platform/db/generated/client.ts',
    stamp: '.tools/generated-from.json',
    snapshot: () => takeSnapshot(root, ['prisma/schema', 'prisma.config.ts', 'package-lock.json']),
    needed: () => existsSync(join(root, 'prisma', 'schema')),
    run: () =>
      runStep(node, [join(root, 'lib/platform/migrations/prisma-tool.ts'), 'generate'], {
        cwd: root,
        env: environmentFor(node, root),
      }),
  })
}

const pageSources = [
  ...['app', 'components', 'lib', 'public', 'prisma/schema'],
  ...[
    'next.config.mjs',
    'next.config.ts',
    'postcss.config.mjs',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ],
]

/** Not part of any page: tests, and what starts and checks the project. */
function reachesPages(path) {
  return !/\.test\.tsx?$|^lib\/platform\/(bootstrap|testing|db\/generated)\//.test(path)
}

/**
 * Builds the pages for production, unless nothing they are made from has changed since.
 *
 * @param {string} root the project
 * @param {string} node the Node to build under
 * @param {(line: string) => void} note
 */
export async function ensureBuild(root, node, note) {
  await ensureFresh(root, note, {
    name: 'build',
    doing: 'building the pages …',
    failed: 'The pages cannot be built',
    result: '.next/BUILD_ID',
    stamp: '.next/built-from.json',
    snapshot: () => takeSnapshot(root, pageSources, reachesPages),
    needed: () => existsSync(join(root, 'app')),
    run: () =>
      runStep(node, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
        cwd: root,
        env: { ...environmentFor(node, root), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      }),
  })
}

async function ensureFresh(root, note, step) {
  const stamp = join(root, step.stamp)
  const isFresh = () => existsSync(join(root, step.result)) && step.snapshot().matches(stamp)
  if (!step.needed() || isFresh()) return
  const release = await lockTools(root, step.name, () => note(`waiting for another process: ${step.doing}`))
  try {
    if (isFresh()) return
    note(step.doing)
    const before = step.snapshot() // a file that changes meanwhile is to be noticed by the next start
    const { code, output } = await step.run()
    if (code !== 0) throw new Fault(`${output.trim()}\n${step.failed}: see above.`)
    before.write(stamp)
  } finally {
    release()
  }
}
