import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from '@playwright/test'
import { startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { chromiumArgs, findBrowser } from '../e2e/support/browser.ts'

const ADMIN = { email: 'admin@example.test', password: 'a password for benchmarks' }
const USER = { email: 'user@example.test', password: 'a password for benchmarks' }

const PUBLIC_PAGES = ['/', '/sign-in', '/sign-up', '/forgot']
const USER_PAGES = ['/dashboard', '/profile', '/settings', '/forecasts', '/forecasts/SIM-NORTH']
const ADMIN_PAGES = [
  '/admin',
  '/admin/users',
  '/admin/data',
  '/admin/forecasts',
  '/admin/providers',
  '/admin/jobs',
  '/admin/outbox',
  '/admin/debug',
]

/**
 * What a real browser loads on each page's first visit, in kB of gzip; and the memory of the app's process, without
 * Postgres, at rest after its start and again after these visits.
 */
export async function run(): Promise<Record<string, number | string | null>> {
  const dataDir = makeTemporaryFolder('bench-pages')
  const app = await startApp({
    dataDir,
    env: {
      SEED_ADMIN_EMAIL: ADMIN.email,
      SEED_ADMIN_PASSWORD: ADMIN.password,
      SEED_USER_EMAIL: USER.email,
      SEED_USER_PASSWORD: USER.password,
      RATE_LIMIT_SCALE: '100000',
      LOG_LEVEL: 'warn',
    },
  })
  const found = findBrowser()
  if (!found) throw new Error('No browser was found: set CHROMIUM_PATH.')
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  const figures: Record<string, number | string | null> = { memory_at_rest_mb: residentMb(app.process.pid) }
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: chromiumArgs,
    env: { ...(process.env as Record<string, string>), ...found.env },
  })
  try {
    await visit(browser, app.url, PUBLIC_PAGES, null, figures)
    await visit(browser, app.url, USER_PAGES, USER, figures)
    await visit(browser, app.url, [...ADMIN_PAGES, `/admin/users/${await anyUser(app.url)}`], ADMIN, figures)
  } finally {
    await browser.close()
  }
  figures.memory_after_visits_mb = residentMb(app.process.pid)
  await app.stop()
  removeFolder(dataDir)
  return figures
}

async function visit(
  browser: Browser,
  url: string,
  paths: readonly string[],
  account: typeof ADMIN | null,
  figures: Record<string, number | string | null>,
): Promise<void> {
  const signedIn = await browser.newContext({ baseURL: url })
  if (account) await signIn(await signedIn.newPage(), account)
  const state = await signedIn.storageState()
  await signedIn.close()
  for (const path of paths) {
    // A new context has an empty cache: the first load is what is measured.
    const context = await browser.newContext({ baseURL: url, storageState: state })
    const page = await context.newPage()
    const scripts: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      scripts.push(
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      )
    })
    const answer = await page.goto(path, { waitUntil: 'load' })
    if (answer?.status() !== 200) throw new Error(`${path} answered ${answer?.status()}`)
    const sizes = await Promise.all(scripts)
    figures[`js_kb ${path.replace(/[0-9a-f-]{36}$/, '[id]')}`] =
      Math.round(sizes.reduce((sum, size) => sum + size, 0) / 100) / 10
    await context.close()
  }
}

async function anyUser(url: string): Promise<string> {
  const call = async (path: string, init: RequestInit) => (await fetch(`${url}/api/v1/${path}`, init)).json()
  const headers = { 'content-type': 'application/json' }
  const { access_token } = await call('auth/token', { method: 'POST', headers, body: JSON.stringify(ADMIN) })
  const { items } = await call('admin/users/list', { headers: { authorization: `Bearer ${access_token}` } })
  return items[0].id
}

async function signIn(page: Page, account: typeof ADMIN): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

/** Resident memory of a process in MB; null where the system does not tell. */
function residentMb(pid: number | undefined): number | null {
  try {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return match ? Math.round(Number(match[1]) / 1_024) : null
  } catch {
    return null
  }
}
