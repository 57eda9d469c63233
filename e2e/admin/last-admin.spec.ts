import { seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { inStep, signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

// Whether an admin is the last one depends on everybody else, so this app is nobody else's.
let app: OwnApp

test.beforeAll(async () => {
  app = await ownApp()
})

test.afterAll(() => app.close())

test('the last admin cannot give the role away or suspend themselves, and reads why at the field', async ({
  browser,
}) => {
  const page = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signIn(page, seededAdmin)
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('link', { name: 'Your account' }).click()
  await expect(page).toHaveURL(/\/admin\/users\/./)
  await visitLive(page, page.url())

  for (const [label, old, wanted, verb] of [
    ['Role', 'admin', 'User', 'Take the role away'],
    ['Status', 'active', 'Suspended', 'Suspend'],
  ] as const) {
    const control = page.getByLabel(label, { exact: true })
    await control.selectOption(wanted)
    await page.getByRole('dialog').getByRole('button', { name: verb }).click()
    await expect(control).toHaveAccessibleDescription(/last active admin/)
    await expect(control, 'and it is as before').toHaveValue(old)
  }
  await inStep(page)
  await page.reload()
  await expect(page.getByLabel('Role')).toHaveValue('admin')
  await page.context().close()
})
