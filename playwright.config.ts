import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumArgs, findBrowser, installBrowser } from './e2e/support/browser.ts'
import { findFreePort } from './lib/platform/embedded-postgres/postmaster.ts'
import { serverCommand } from './lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from './lib/platform/testing/temporary-folder.ts'

// Each worker reads this file again: what the first reading found out, the others take from the environment.
process.env.E2E_PORT ??= `${await findFreePort()}`
if (!process.env.E2E_DATA_DIR) {
  const dataDir = makeTemporaryFolder('e2e')
  process.env.E2E_DATA_DIR = dataDir
  process.once('exit', () => removeFolder(dataDir))
}
const browser = findBrowser() ?? (await installBrowser((line) => process.stderr.write(`${line}\n`)))
const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}`
const results = join(import.meta.dirname, '.tools', 'test-results')

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: join(results, 'e2e'),
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  workers: process.env.E2E_WORKERS ? Number(process.env.E2E_WORKERS) : 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env.E2E_JSON ?? join(results, 'e2e.json') }]],
  use: {
    baseURL,
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Recording costs a third of the whole run: `npm test -- e2e <spec> --trace on` to look at one.
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browser.executablePath,
      args: chromiumArgs,
      env: { ...(process.env as Record<string, string>), ...browser.env },
    },
  },
  webServer: {
    command: [process.execPath, ...serverCommand].map((part) => `"${part}"`).join(' '),
    url: `${baseURL}/api/ready`,
    env: {
      NODE_ENV: 'production',
      PORT: process.env.E2E_PORT,
      DATA_DIR: process.env.E2E_DATA_DIR,
      DATABASE_URL: '',
      PUBLIC_URL: '',
      RATE_LIMIT_SCALE: '1000',
      LOG_LEVEL: 'warn',
      SEED_ADMIN_EMAIL: 'admin@example.test',
      SEED_ADMIN_PASSWORD: 'admin-password-for-tests',
      SEED_USER_EMAIL: 'user@example.test',
      SEED_USER_PASSWORD: 'user-password-for-tests',
    },
    reuseExistingServer: false,
    timeout: 60_000,
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
  },
})
