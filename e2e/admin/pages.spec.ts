import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Api } from '../support/api.ts'
import { faultsOf } from '../support/faults.ts'
import { pagesBelow } from '../support/page-tree.ts'
import { inStep, tabTo, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const adminPages = pagesBelow('(admin)')
const userPages = pagesBelow('(user)')
const openPages = [...pagesBelow('(auth)'), ...pagesBelow('(public)'), ...pagesBelow('api')]

/** A real address for each page that needs something in it. */
const examples: Record<string, (api: Api, admin: Page) => Promise<string>> = {
  '/admin/users/[id]': async (api) =>
    `/admin/users/${(await api.makePerson({ fields: { skills: ['SQL'] } })).id}`,
  '/admin/jobs/[id]': async (_, admin) => firstRowOf(admin, '/admin/jobs'),
  '/admin/outbox/[id]': async (api, admin) => {
    const email = `mailed-${Date.now()}@example.test`
    await api.json('POST', '/api/v1/admin/users/create', { email, name: 'Mailed' })
    return firstRowOf(admin, '/admin/outbox')
  },
  '/forecasts/[region]': async () => '/forecasts/SIM-EAST',
  '/reset/[token]': async () => '/reset/no-such-token',
}

async function firstRowOf(admin: Page, list: string): Promise<string> {
  await visit(admin, list)
  const link = admin.getByRole('table').locator('tbody').getByRole('link').first()
  return (await link.getAttribute('href')) ?? ''
}

async function addressOf(page: string, api: Api, admin: Page): Promise<string> {
  const example = examples[page]
  if (page.includes('[') && !example) throw new Error(`There is no example of ${page}: add one above.`)
  return example ? example(api, admin) : page
}

test('the file tree tells the pages', () => {
  expect(adminPages).toEqual(expect.arrayContaining(['/admin', '/admin/users/[id]', '/admin/debug']))
  expect(userPages).toEqual(expect.arrayContaining(['/dashboard', '/forecasts', '/forecasts/[region]']))
  expect(openPages).toEqual(expect.arrayContaining(['/', '/sign-in', '/api/docs']))
})

/** What holds for every page, whoever looks at it. */
async function expectGoodPage(page: Page, address: string, live: boolean): Promise<void> {
  const faults = faultsOf(page)
  // Where something is on its way to its place, contrast is that of the way.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await (live ? visitLive(page, address) : visit(page, address))
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page).toHaveTitle(/^\S.* · IntelliCV( admin)?$|^IntelliCV\b/)
  await expectNothingSerious(page, 'light')
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveClass(/\bdark\b/)
  await expectNothingSerious(page, 'dark')

  await page.setViewportSize({ width: 360, height: 740 })
  await expect
    .poll(
      () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      'no sideways scroll at 360 px',
    )
    .toBe(0)
  expect(faults).toEqual([])
}

async function expectNothingSerious(page: Page, theme: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))
  expect(serious, `what axe finds in the ${theme} theme`).toEqual([])
}

for (const path of adminPages)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ admin, api }) => {
    await expectGoodPage(admin, await addressOf(path, api, admin), true)
  })

for (const path of userPages)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ user, admin, api }) => {
    await expectGoodPage(user, await addressOf(path, api, admin), true)
  })

for (const path of openPages)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ page, admin, api }) => {
    await expectGoodPage(page, await addressOf(path, api, admin), false)
  })

test('for others than staff there is no admin portal; whoever is not signed in is asked to', async ({
  user,
  page,
  admin,
  api,
}) => {
  for (const path of adminPages) {
    const address = await addressOf(path, api, admin)
    const answer = await user.goto(address)
    expect(answer?.status(), address).toBe(404)
    await expect(user.getByRole('heading', { level: 1 })).toHaveText('There is no page here')
    await page.goto(address)
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(address)}`)
  }
})

test('⌘K opens by keyboard and goes to Users, and to a person by name', async ({ admin, api }) => {
  const person = await api.makePerson()
  await visitLive(admin, '/admin')
  await admin.keyboard.press('Control+k')
  const palette = admin.getByRole('dialog', { name: 'Search and commands' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await admin.keyboard.type('users')
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/Users/)
  await admin.keyboard.press('Enter')
  await expect(admin).toHaveURL('/admin/users')
  await expect(palette).toBeHidden()

  await admin.keyboard.press('Meta+k')
  await admin.keyboard.type(person.email)
  await palette.getByRole('option', { name: person.name }).press('Enter')
  await expect(admin).toHaveURL(`/admin/users/${person.id}`)

  await admin.keyboard.press('Control+k')
  await expect(palette).toBeVisible()
  await admin.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

test('? lists the shortcuts, and two keys jump', async ({ admin, user }) => {
  await visitLive(admin, '/admin')
  await admin.keyboard.press('?')
  const list = admin.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(list).toContainText('Search and commands')
  await expect(list).toContainText('Users')
  await admin.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await admin.keyboard.press('g')
  await admin.keyboard.press('u')
  await expect(admin).toHaveURL('/admin/users')

  await visitLive(user, '/dashboard')
  await user.keyboard.press('?')
  await expect(user.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Profile')
})

test('the first Tab offers to skip to the content', async ({ admin }) => {
  await visitLive(admin, '/admin/users')
  await inStep(admin)
  const skip = admin.getByRole('link', { name: 'Skip to content' })
  await tabTo(admin, skip, 1)
  await expect(skip).toBeInViewport()
  await admin.keyboard.press('Enter')
  await expect(admin.getByRole('main')).toBeFocused()
})
