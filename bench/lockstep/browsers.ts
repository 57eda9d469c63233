import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArgs, findBrowser } from '../../e2e/support/browser.ts'
import type { Figures } from '../main.ts'
import { percentile } from '../percentiles.ts'
import { openWorld, PASSWORD, type World } from './world.ts'

const WARM_EDITS = 10
const EDITS = 100
/** A page is given so long to show an edit. */
const PATIENCE_MS = 5_000

/**
 * B7: two real browsers. Staff change a person's headline on the admin's page and leave the field; the person's own
 * page shows it. From that event in the one browser to the frame in which the other has it in its document, by the
 * one clock of the machine.
 */
export async function browsers(): Promise<Figures> {
  const found = findBrowser()
  if (!found) throw new Error('No browser was found: set CHROMIUM_PATH.')
  const world = await openWorld()
  const launch = () =>
    chromium.launch({
      executablePath: found.executablePath,
      args: chromiumArgs,
      env: { ...(process.env as Record<string, string>), ...found.env },
    })
  const opened: Browser[] = []
  try {
    opened.push(await launch(), await launch())
    const [adminBrowser, userBrowser] = opened as [Browser, Browser]
    const [person] = await world.query<{ id: string }>(`SELECT id FROM "user" WHERE role = 'user'`)
    const admin = await signedIn(adminBrowser, world, 'admin@example.test')
    const user = await signedIn(userBrowser, world, 'user@example.test')
    await openLive(admin, `${world.url}/admin/users/${person?.id}`)
    await openLive(user, `${world.url}/profile`)
    const latencies: number[] = []
    let missed = 0
    for (let n = 0; n < WARM_EDITS + EDITS; n++) {
      const ms = await timeEdit(admin, user, `Headline number ${n}`)
      if (ms === null) missed++
      else if (n >= WARM_EDITS) latencies.push(ms)
    }
    return {
      'edits timed': latencies.length,
      'edits never shown': missed,
      'p50 ms': percentile(latencies, 0.5),
      'p95 ms (under 150)': percentile(latencies, 0.95),
      'longest ms': percentile(latencies, 1),
    }
  } finally {
    for (const browser of opened) await browser.close()
    await world.close()
  }
}

async function signedIn(browser: Browser, world: World, email: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${world.url}/sign-in`)
  await page.waitForLoadState('networkidle')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
  return page
}

async function openLive(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('[data-connection=live]').waitFor({ state: 'attached' })
}

/** From leaving the field in one browser to the painted value in the other, in ms; null when it never came. */
async function timeEdit(admin: Page, user: Page, value: string): Promise<number | null> {
  const shown = user.evaluate(
    ([wanted, patienceMs]) =>
      new Promise<number | null>((resolve) => {
        const has = () =>
          [...document.querySelectorAll('input, textarea')].some(
            (field) => (field as HTMLInputElement).value === wanted,
          ) || document.body.textContent?.includes(wanted)
        const endsAt = performance.now() + patienceMs
        const look = () => {
          if (has()) resolve(performance.timeOrigin + performance.now())
          else if (performance.now() > endsAt) resolve(null)
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    [value, PATIENCE_MS] as const,
  )
  const field = admin.getByRole('textbox', { name: 'Headline' })
  await field.fill(value)
  const leftAt = await field.evaluate((element) => {
    const at = performance.timeOrigin + performance.now()
    ;(element as HTMLElement).blur()
    return at
  })
  const shownAt = await shown
  return shownAt === null ? null : shownAt - leftAt
}
