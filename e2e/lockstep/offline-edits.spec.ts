import type { Page } from '@playwright/test'
import { connection, inStep, signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`)
const waiting = (page: Page, words: string) => page.getByRole('button', { name: words })

async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await expect(connection(page)).toHaveAttribute('data-connection', 'offline')
}

async function write(page: Page, label: string, text: string): Promise<void> {
  const control = page.getByRole('textbox', { name: label, exact: true })
  await control.fill(text)
  await control.blur()
}

test('both sides edit offline for two minutes, and end as one', async ({
  browser,
  api,
  pageOf,
  adminState,
}) => {
  const person = await api.makePerson({
    fields: { headline: 'Before', location: 'Faro', industry: 'Hotels' },
  })
  const user = await pageOf(person)
  const staff = await (await browser.newContext({ storageState: adminState })).newPage()
  for (const page of [user, staff]) await page.clock.install()
  await visitLive(user, '/profile')
  await visitLive(staff, `/admin/users/${person.id}`)

  await goOffline(user)
  await goOffline(staff)
  await write(user, 'Headline', 'Mine')
  await write(user, 'Where you live', 'Porto')
  await write(staff, 'Headline', 'Theirs')
  await write(staff, 'Industry', 'Restaurants')
  for (const page of [user, staff]) {
    await page.clock.fastForward(120_000)
    await expect(waiting(page, '2 edits waiting')).toBeVisible()
    await expect(connection(page)).toHaveAttribute('data-connection', 'offline')
  }
  // The person is back first, and is overruled by staff nevertheless.
  await user.context().setOffline(false)
  await inStep(user)
  await expect(waiting(user, '2 edits waiting')).toBeHidden()
  await staff.context().setOffline(false)
  await inStep(staff)

  for (const page of [user, staff]) {
    await expect(page.getByRole('textbox', { name: 'Headline' })).toHaveValue('Theirs')
    await expect(page.getByRole('textbox', { name: 'Where you live', exact: true })).toHaveValue('Porto')
    await expect(page.getByRole('textbox', { name: 'Industry' })).toHaveValue('Restaurants')
    await expect(page.getByRole('button', { name: /waiting|not taken/ })).toBeHidden()
  }
  expect((await api.person(person.id)).profile).toMatchObject({
    headline: 'Theirs',
    location: 'Porto',
    industry: 'Restaurants',
  })
  await expect(user.getByRole('region', { name: 'Conflict: Headline' })).toContainText('Staff first')
  await staff.context().close()
})

test('edits outlive the page that made them, and every tab of the person shows them', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Before' } })
  const first = await pageOf(person)
  const second = await first.context().newPage()
  await visitLive(first, '/profile')
  await visitLive(second, '/profile')
  await goOffline(first)
  await write(first, 'Headline', 'Made offline')
  await expect(second.getByRole('textbox', { name: 'Headline' })).toHaveValue('Made offline')
  await expect(field(second, 'headline')).toContainText('waits to be sent')

  await waiting(second, '1 edit waiting').click()
  await expect(second.getByRole('dialog', { name: 'Edits that wait' })).toContainText(
    'Headline: “Made offline”',
  )
  await second.close()
  await first.close()
  expect((await api.person(person.id)).profile.headline).toBe('Before')

  const context = first.context()
  await context.setOffline(false)
  const third = await context.newPage()
  await visitLive(third, '/dashboard')
  await expect.poll(async () => (await api.person(person.id)).profile.headline).toBe('Made offline')
  await expect(third.getByRole('button', { name: /waiting/ })).toBeHidden()
})

test('an edit that waits can be taken back, and what is refused later is put aside to be mended', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Before', location: 'Faro' } })
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  await goOffline(page)
  await write(page, 'Headline', 'Never mind')
  await write(page, 'Name', '')
  await waiting(page, '2 edits waiting').click()
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Never mind' })
    .getByRole('button', { name: 'Take back' })
    .click()
  await expect(page.getByRole('textbox', { name: 'Headline' })).toHaveValue('Before')
  await page.keyboard.press('Escape')

  await page.context().setOffline(false)
  await inStep(page)
  await expect(waiting(page, '1 edit not taken')).toBeVisible()
  await page.reload()
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await expect(name, 'what was typed is still there after a reload').toHaveValue('')
  await expect(name).toHaveAccessibleDescription(/must not be empty/)
  await waiting(page, '1 edit not taken').click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(name).toHaveValue(person.name)
  await expect(waiting(page, '1 edit not taken')).toBeHidden()
  expect((await api.person(person.id)).profile.headline).toBe('Before')
})

test('edits of one person are neither shown to nor sent by the next who signs in here', async ({
  api,
  pageOf,
}) => {
  const [uma, vera] = [await api.makePerson({ fields: { headline: 'Uma’s' } }), await api.makePerson()]
  const page = await pageOf(uma)
  await visitLive(page, '/profile')
  await goOffline(page)
  await write(page, 'Headline', 'Uma’s, offline')
  await expect(waiting(page, '1 edit waiting')).toBeVisible()

  // The cookies become somebody else's under the open page, as by another tab.
  const other = await pageOf(vera)
  const context = page.context()
  await context.clearCookies()
  await context.addCookies(await other.context().cookies())
  await context.setOffline(false)
  await expect(page.getByText('You are signed out')).toBeVisible()
  await expect(waiting(page, '1 edit waiting')).toBeVisible()
  const hers = await context.newPage()
  await visitLive(hers, '/profile')
  await expect(hers.getByRole('button', { name: /waiting/ })).toHaveCount(0)
  expect((await api.person(vera.id)).profile.headline).not.toBe('Uma’s, offline')
  expect((await api.person(uma.id)).profile.headline).toBe('Uma’s')

  await context.clearCookies()
  await hers.close()
  await signIn(page, uma, '/profile')
  await expect.poll(async () => (await api.person(uma.id)).profile.headline).toBe('Uma’s, offline')
})
