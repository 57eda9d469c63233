import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: {
    alias: [
      { find: 'server-only', replacement: path('lib/platform/testing/empty.ts') },
      // Next's packages have no "exports": Node wants the file's name where bundlers take `next/headers`.
      { find: /^next\/([a-z-]+(?:\/[a-z-]+)*)$/, replacement: 'next/$1.js' },
    ],
  },
  test: {
    environment: 'node',
    env: { LOG_LEVEL: 'silent' }, // faults that tests provoke on purpose would drown the result
    include: ['{lib,app,components,bench,e2e}/**/*.test.{ts,tsx}'],
    globalSetup: path('lib/platform/testing/postgres-setup.ts'),
    pool: 'threads',
    // Half of a test's time is Postgres's: as many files at once as there are cores.
    maxWorkers: availableParallelism(),
    sequence: { shuffle: { files: true, tests: false } }, // no test may need another's order
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
