import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, request } from '@playwright/test'
import { startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { Api } from '../e2e/support/api.ts'
import { chromiumArgs, findBrowser } from '../e2e/support/browser.ts'
import { addressOf, pagesBelow } from '../e2e/support/page-tree.ts'
import { signIn } from '../e2e/support/pages.ts'

const ADMIN = { email: 'admin@example.test', password: 'a password for benchmarks' }
const USER = { email: 'user@example.test', password: 'a password for benchmarks' }

/** As the file tree tells them: a page that is added is measured without anybody thinking of it. */
const PUBLIC_PAGES = ['(public)', '(auth)', 'api'].flatMap(pagesBelow)
const USER_PAGES = pagesBelow('(user)')
const ADMIN_PAGES = pagesBelow('(admin)')

/**
 * What a real browser loads on the first visit of every page, in kB of gzip; and the memory of the app's process, without
 * Postgres, at rest after its start and again after these visits.
 */
export async function run(): Promise<Record<string, number | string | null>> {
  const browserFound = findBrowser()
  if (!browserFound) throw new Error('No browser was found: set CHROMIUM_PATH.')
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
  try {
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    const figures: Record<string, number | string | null> = { memory_at_rest_mb: residentMb(app.process.pid) }
    const browser = await chromium.launch({
      executablePath: browserFound.executablePath,
      args: chromiumArgs,
      env: { ...(process.env as Record<string, string>), ...browserFound.env },
    })
    try {
      for (const group of await groupsOf(browser, app.url)) await visit(browser, app.url, group, figures)
    } finally {
      await browser.close()
    }
    figures.memory_after_visits_mb = residentMb(app.process.pid)
    return figures
  } finally {
    await app.stop()
    removeFolder(dataDir)
  }
}

/** Pages that the same person visits: what to call each, and an address at which it can be opened. */
type Group = {
  readonly pages: readonly (readonly [name: string, address: string])[]
  readonly account: typeof ADMIN | null
}

async function groupsOf(browser: Browser, url: string): Promise<Group[]> {
  const context = await browser.newContext({ baseURL: url })
  // Without the cookies of the page: a program has none.
  const outside = await request.newContext({ baseURL: url })
  const admin = await context.newPage()
  await signIn(admin, ADMIN)
  const sources = { admin, api: await Api.of(outside, ADMIN) }
  const groups: Group[] = []
  for (const { pages, account } of [
    { pages: PUBLIC_PAGES, account: null },
    { pages: USER_PAGES, account: USER },
    { pages: ADMIN_PAGES, account: ADMIN },
  ]) {
    const found: [name: string, address: string][] = []
    for (const page of pages) found.push([page, await addressOf(page, sources)])
    groups.push({ pages: found, account })
  }
  await outside.dispose()
  await context.close()
  return groups
}

async function visit(
  browser: Browser,
  url: string,
  { pages, account }: Group,
  figures: Record<string, number | string | null>,
): Promise<void> {
  const signedIn = await browser.newContext({ baseURL: url })
  if (account) await signIn(await signedIn.newPage(), account)
  const state = await signedIn.storageState()
  await signedIn.close()
  for (const [name, address] of pages) {
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
    const answer = await page.goto(address, { waitUntil: 'load' })
    if (answer?.status() !== 200) throw new Error(`${address} answered ${answer?.status()}`)
    const sizes = await Promise.all(scripts)
    figures[`js_kb ${name}`] = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 100) / 10
    await context.close()
  }
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
