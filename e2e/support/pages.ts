import { expect, type Locator, type Page } from '@playwright/test'
import type { SignIn } from './api.ts'

/** Opens a page and waits until its scripts have taken it over: what is done before that may be lost. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await interactive(page)
}

/** Waits until React has taken over the heading, which every page has once, and with it the rest. */
export async function interactive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const heading = document.querySelector('h1')
    return heading !== null && Object.keys(heading).some((key) => key.startsWith('__reactProps$'))
  })
}

/** Signs in by the form, and waits for the page it leads to. */
export async function signIn(page: Page, { email, password }: SignIn, next?: string): Promise<void> {
  await visit(page, next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** The badge of the shell that says whether the page is in step. */
export function connection(page: Page): Locator {
  return page.locator('[data-connection]')
}

/** Opens a page of a portal and waits until it hears of changes. */
export async function visitLive(page: Page, path: string): Promise<void> {
  await visit(page, path)
  await inStep(page)
}

export async function inStep(page: Page): Promise<void> {
  // The badge is hidden while a first connection is made.
  await expect(connection(page)).toBeVisible()
  await expect(connection(page)).toHaveAttribute('data-connection', 'live')
}

/** Moves the focus to a control by the Tab key alone; fails when it is not on the way. */
export async function tabTo(page: Page, target: Locator, most = 30): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  await expect(target, `within ${most} steps of the Tab key`).toBeFocused({ timeout: 1 })
}
