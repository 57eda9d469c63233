import type { Page } from '@playwright/test'
import { Api, type Person, seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { inStep, signIn, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

// Settings are everybody's, so this app is nobody else's.
let app: OwnApp

test.beforeAll(async () => {
  app = await ownApp()
})

test.afterAll(() => app.close())

type Browsers = { admin: Page; user: Page; api: Api; person: Person; newPage: () => Promise<Page> }

const settings = test.extend<{ both: Browsers }>({
  both: async ({ browser, playwright }, use) => {
    const request = await playwright.request.newContext({ baseURL: app.url })
    const api = await Api.of(request, seededAdmin)
    const person = await api.makePerson()
    const newPage = async () => (await browser.newContext({ baseURL: app.url })).newPage()
    const [admin, user] = [await newPage(), await newPage()]
    await signIn(admin, seededAdmin)
    await signIn(user, person)
    await visitLive(admin, '/admin/settings')
    await use({ admin, user, api, person, newPage })
    for (const page of [admin, user]) await page.context().close()
    await request.dispose()
  },
})

settings(
  'a notice stands in both portals as soon as it is set, in its tone, and goes again',
  async ({ both }) => {
    const { admin, user } = both
    await visitLive(user, '/dashboard')
    const text = admin.getByLabel('Text', { exact: true })
    await text.fill('The office is closed on Friday')
    await text.press('Enter')
    await expect(user.getByRole('status').filter({ hasText: 'The office is closed on Friday' })).toBeVisible()
    await expect(
      admin.getByRole('status').filter({ hasText: 'The office is closed on Friday' }),
    ).toBeVisible()
    await admin.getByLabel('Tone').selectOption('Take care')
    await user.reload()
    await expect(user.getByText('The office is closed on Friday')).toBeVisible()
    await expect(admin.locator('[data-change]').first()).toContainText('Notice tone: watch')
    await text.fill('')
    await text.press('Enter')
    await inStep(user)
    await expect(user.getByText('The office is closed on Friday')).toBeHidden()
  },
)

settings('closed sign-up says so where people look for it, and opens again', async ({ both }) => {
  const { admin, newPage } = both
  const visitor = await newPage()
  const form = visitor.getByRole('button', { name: 'Create account' })
  await visit(visitor, '/sign-up')
  await visitor.getByLabel('Name').fill('Late Comer')
  await visitor.getByLabel('E-mail').fill('late@example.test')
  await visitor.getByLabel('Password', { exact: true }).fill('a password that is long')
  await visitor.getByLabel(/I accept/).check()

  await admin.getByRole('switch', { name: /^People can make accounts/ }).uncheck()
  await expect(admin.locator('[data-change]').first()).toContainText('Sign up open: off')
  await form.click()
  await expect(visitor.getByRole('alert').filter({ hasText: 'New accounts are closed' })).toBeVisible()
  await expect(visitor.getByLabel('Name'), 'and what was typed is kept').toHaveValue('Late Comer')
  await visit(visitor, '/sign-up')
  await expect(visitor.getByText('New accounts are closed at the moment.')).toBeVisible()
  await expect(form).toBeHidden()

  await admin.getByRole('switch', { name: /^People can make accounts/ }).check()
  await expect(admin.locator('[data-change]').first()).toContainText('Sign up open: on')
  await visit(visitor, '/sign-up')
  await expect(form).toBeVisible()
  await visitor.context().close()
})

settings(
  'read-only mode refuses a person’s edit with its reason and keeps what they typed',
  async ({ both }) => {
    const { admin, user, api, person } = both
    await visitLive(user, '/profile')
    const reason = admin.getByLabel('Reason for read-only mode')
    await reason.fill('We move to a new database until 14:00')
    await reason.press('Enter')
    await admin.getByRole('switch', { name: /^Read-only mode/ }).check()
    await expect(user.getByText('Nothing can be changed at the moment', { exact: true })).toBeVisible()

    const headline = user.getByRole('textbox', { name: 'Headline' })
    await expect(async () => {
      await headline.fill('Nurse')
      await headline.press('Enter')
      await expect(headline).toHaveAccessibleDescription(/We move to a new database until 14:00\./, {
        timeout: 1_000,
      })
    }, 'in force in a moment').toPass()
    await expect(headline).toHaveValue('Nurse')
    await api.change(person.id, { headline: 'Set by staff' })
    expect((await api.person(person.id)).profile.headline).toBe('Set by staff')

    await admin.getByRole('switch', { name: /^Read-only mode/ }).uncheck()
    await expect(user.getByText('Nothing can be changed at the moment', { exact: true })).toBeHidden()
  },
)

settings('a setting that cannot be is refused at its field; ⌘K finds the page', async ({ both }) => {
  const { admin, newPage } = both
  const days = admin.getByLabel('Events, in days')
  await days.fill('0')
  await days.press('Enter')
  await expect(days).toHaveAccessibleDescription(/from 1 to 365.*Nothing was changed/)
  await days.fill('60')
  await days.press('Enter')
  await expect(admin.locator('[data-change]').first()).toContainText('Event retention days: 60')

  const other = await newPage()
  await signIn(other, seededAdmin)
  await visitLive(other, '/admin')
  await other.keyboard.press('Control+k')
  await other.getByRole('combobox').fill('system settings')
  await other.keyboard.press('Enter')
  await expect(other).toHaveURL(/\/admin\/settings$/)
  await expect(other.getByLabel('Events, in days')).toHaveValue('60')
  await other.context().close()
})
