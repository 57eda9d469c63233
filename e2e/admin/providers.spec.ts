import type { Page } from '@playwright/test'
import { seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

// The lock and the settings are everybody's, so this app is nobody else's; it has no key of any provider.
let app: OwnApp

test.beforeAll(async () => {
  app = await ownApp()
})

test.afterAll(() => app.close())

const providers = test.extend<{ staff: Page }>({
  staff: async ({ browser }, use) => {
    const page = await (await browser.newContext({ baseURL: app.url })).newPage()
    await signIn(page, seededAdmin)
    await use(page)
    await page.context().close()
  },
})

providers('without keys the built-in engines answer, and the trail verifies', async ({ staff }) => {
  await visitLive(staff, '/admin/providers')
  await expect(staff.getByRole('heading', { name: 'Built-in engines answer' })).toBeVisible()
  await expect(
    staff.getByRole('region', { name: 'Providers', exact: true }).getByText('Not configured'),
  ).toHaveCount(5)
  await staff.getByRole('button', { name: 'Verify' }).click()
  await expect(staff.getByText(/^Intact: \d+ entr(y|ies), the fold gives epoch \d+$/)).toBeVisible()
})

providers(
  'a release without a holder is refused with its words, and the reason is kept',
  async ({ staff }) => {
    await visitLive(staff, '/admin/providers')
    await staff.getByRole('button', { name: /^Release/ }).click()
    const dialog = staff.getByRole('dialog', { name: 'Release the lock' })
    const reason = dialog.getByLabel('Reason')
    await reason.fill('no')
    await dialog.getByRole('button', { name: 'Release the lock' }).click()
    await expect(reason).toHaveAccessibleDescription(/say why, in a few words/)
    await reason.fill('It answers too slowly')
    await dialog.getByRole('button', { name: 'Release the lock' }).click()
    await expect(dialog.getByRole('alert')).toContainText('No provider holds the lock')
    await expect(reason).toHaveValue('It answers too slowly')
  },
)

providers('a provider moves up in the order, and stays there', async ({ staff }) => {
  await visitLive(staff, '/admin/providers')
  const rows = staff.getByRole('region', { name: 'Providers', exact: true }).getByRole('listitem')
  await expect(rows.first()).toContainText('OpenAI')
  await staff.getByRole('button', { name: 'Move Google Gemini up' }).press('Enter')
  await expect(rows.first()).toContainText('Google Gemini')
  await expect(staff.getByRole('cell', { name: 'Order changed' })).toBeVisible()
  await staff.reload()
  await expect(rows.first()).toContainText('Google Gemini')
})

providers('how often providers are checked is a setting', async ({ staff }) => {
  await visitLive(staff, '/admin/settings')
  const seconds = staff.getByLabel('Check of each provider, every so many seconds')
  await seconds.fill('10')
  await seconds.press('Enter')
  await expect(seconds).toHaveAccessibleDescription(/from 60 to 3600.*Nothing was changed/)
  await seconds.fill('120')
  await seconds.press('Enter')
  await expect(staff.locator('[data-change]').first()).toContainText('Ai check seconds: 120')
})

providers('the drill plays every fault and shows that each ended as it should', async ({ staff: page }) => {
  await visitLive(page, '/admin/providers/drill')
  await page.getByRole('button', { name: 'Run the drill' }).click()
  await expect(page.getByRole('status').filter({ hasText: /^All \d+ ended as they should/ })).toBeVisible({
    timeout: 30_000,
  })
  await expect(page.getByRole('row', { name: /Twenty questions at once/ })).toContainText('one failover')
})
