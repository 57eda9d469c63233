import type { Page } from '@playwright/test'
import { visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ })
const panel = (page: Page) => page.getByRole('dialog', { name: 'Notifications' })

test('the bell counts live what staff do, and the panel leads to the field', async ({
  api,
  admin,
  pageOf,
}) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/dashboard')
  await expect(bell(page)).toHaveAttribute('data-unread', '0')

  await visitLive(admin, `/admin/users/${person.id}`)
  for (const [label, value] of [
    ['Headline', 'Nurse'],
    ['Location', 'Porto'],
  ] as const) {
    const control = admin.getByLabel(new RegExp(`^(${label}|Where)`)).first()
    await control.fill(value)
    await control.press('Enter')
  }
  await expect(bell(page), 'two edits are one thing to know').toHaveAttribute('data-unread', '1')
  await expect(bell(page)).toHaveAccessibleName('Notifications, 1 unread')

  await bell(page).click()
  const item = panel(page).getByRole('link', { name: /changed your profile/ })
  await expect(item).toContainText('Headline')
  await item.click()
  await expect(page).toHaveURL(/\/profile#field-headline$/)
  await expect(bell(page), 'what was opened is read').toHaveAttribute('data-unread', '0')
  await expect(panel(page)).toBeHidden()
})

test('a value that was not kept is told to whoever meant it', async ({ api, pageOf }) => {
  const person = await api.makePerson({ fields: { headline: 'Cook' } })
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  await page.context().setOffline(true)
  const headline = page.getByRole('textbox', { name: 'Headline' })
  await headline.fill('Chef')
  await headline.press('Enter')
  await api.change(person.id, { headline: 'Sous-chef' })
  await page.context().setOffline(false)
  await expect(headline).toHaveValue('Sous-chef')
  await bell(page).click()
  await expect(panel(page).getByRole('link', { name: /Your change to headline was not kept/ })).toContainText(
    'what staff set stays',
  )
})

test('the page lists all, by keyboard too, and marks as read in every open tab', async ({ api, pageOf }) => {
  const person = await api.makePerson({ fields: { headline: 'Cook' } })
  await api.json('PUT', `/api/v1/admin/users/${person.id}/update`, {
    baseVersion: (await api.person(person.id)).versions,
    fields: { plan: 'annual' },
  })
  const page = await pageOf(person)
  const tab = await page.context().newPage()
  await visitLive(tab, '/dashboard')
  await expect(bell(tab)).toHaveAttribute('data-unread', '2')
  await visitLive(page, '/notifications')
  const items = page.locator('[data-notification]')
  await expect(items).toHaveCount(2)

  await items.first().getByRole('link').focus()
  await page.keyboard.press('ArrowDown')
  await expect(items.nth(1).getByRole('link')).toBeFocused()
  await page.keyboard.press('r')
  await expect(items.nth(1)).toHaveAttribute('data-read', 'true')
  await expect(bell(tab), 'in the other tab as well').toHaveAttribute('data-unread', '1')

  await page.getByRole('link', { name: 'Unread (1)' }).click()
  await expect(page).toHaveURL(/show=unread/)
  await expect(items).toHaveCount(1)
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByText('Nothing is unread')).toBeVisible()
  await expect(bell(tab)).toHaveAttribute('data-unread', '0')
  await tab.close()
})
