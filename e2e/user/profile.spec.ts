import type { Locator, Page } from '@playwright/test'
import { connection, inStep, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

/** A field of a live record with everything that belongs to it: label, control, hints and notices. */
function field(page: Page, name: string): Locator {
  return page.locator(`[data-field="${name}"]`)
}

test('each field saves itself, says so while it is on its way, and is there after a reload', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/profile')

  const headline = page.getByRole('textbox', { name: 'Headline' })
  // The answer is held back, so that what is shown on the way to it can be looked at.
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  await page.route('**/profile', async (route) => {
    await answered
    await route.continue()
  })
  await headline.fill('Data engineer who likes people')
  await headline.press('Enter')
  await expect(field(page, 'headline').getByText('saving …')).toBeVisible()
  await expect(headline, 'shown at once').toHaveValue('Data engineer who likes people')
  answer()
  await expect(field(page, 'headline').getByText('saving …')).toBeHidden()
  await page.unroute('**/profile')

  await page.getByLabel('Level').selectOption('Senior')
  await page.getByLabel('Summary').fill('Ten years of pipelines.\nTwo of teaching.')
  await page.getByLabel('Summary').press('Control+Enter')
  await page.getByLabel('Where you live').fill('Porto, Portugal')
  await page.getByLabel('Where you live').press('Tab')

  const filled = { headline: 'Data engineer who likes people', level: 'Senior', location: 'Porto, Portugal' }
  await expect.poll(async () => (await api.person(person.id)).profile).toMatchObject(filled)
  await visit(page, '/profile')
  await expect(headline).toHaveValue(filled.headline)
  await expect(page.getByLabel('Level')).toHaveValue('Senior')
  await expect(page.getByLabel('Summary')).toHaveValue('Ten years of pipelines.\nTwo of teaching.')
  await expect(page.getByLabel('Where you live')).toHaveValue('Porto, Portugal')
  await expect(page.getByText('4 of 12 fields')).toBeVisible()
})

test('skills are added by Enter and comma, removed by a button, and a removal can be undone', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  const skills = field(page, 'skills')
  const shown = skills.getByRole('listitem')
  const stored = async () => (await api.person(person.id)).profile.skills

  await page.getByLabel('Skills').pressSequentially('SQL,')
  await page.getByLabel('Skills').fill('TypeScript')
  await page.getByLabel('Skills').press('Enter')
  await page.getByLabel('Skills').fill('sql')
  await page.getByLabel('Skills').press('Enter')
  await expect(shown, 'the same skill in other letters is not added again').toHaveText(['SQL', 'TypeScript'])
  await expect.poll(stored).toEqual(['SQL', 'TypeScript'])

  await skills.getByRole('button', { name: 'Remove skill SQL' }).click()
  await expect(shown).toHaveText(['TypeScript'])
  await expect.poll(stored).toEqual(['TypeScript'])
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click()
  await expect(shown).toHaveText(['TypeScript', 'SQL'])
  await expect.poll(stored).toEqual(['TypeScript', 'SQL'])
  await expect(skills.getByText('saving …')).toBeHidden()
})

test('fields of the account that only staff change are shown and cannot be edited', async ({ user }) => {
  await visit(user, '/profile')
  for (const [label, value] of [
    ['Plan', 'Free'],
    ['Role', 'User'],
    ['Status', 'Active'],
  ] as const) {
    const control = user.getByLabel(label, { exact: true })
    await expect(control).toHaveValue(value)
    await expect(control).not.toBeEditable()
    await expect(control).toHaveAccessibleDescription('Only staff change this.')
  }
})

test('a value that cannot be taken is explained at its field and stays there to be mended', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  const name = page.getByLabel('Name')
  await name.fill('')
  await name.press('Enter')
  await expect(name).toHaveAccessibleDescription(/must not be empty.*Nothing was changed/)
  await expect(name).toHaveValue('')
  expect((await api.person(person.id)).account.name).toBe(person.name)
})

test("staff's change appears on the open page with its author, under the person's hands", async ({
  api,
  admin,
  pageOf,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Nurse', location: 'Faro' } })
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  await page.evaluate(() => {
    document.documentElement.dataset.opened = 'once'
  })
  const phone = page.getByLabel('Phone')
  await phone.pressSequentially('+351 91')

  await visitLive(admin, `/admin/users/${person.id}`)
  await admin.getByLabel('Headline').fill('Head nurse')
  await admin.getByLabel('Headline').press('Enter')

  await expect(page.getByLabel('Headline')).toHaveValue('Head nurse')
  await expect(field(page, 'headline')).toContainText(/changed by \S.* \(admin\)/)
  await expect(phone, 'what was being typed is untouched').toHaveValue('+351 91')
  await expect(phone).toBeFocused()
  await expect(page.locator('html'), 'without a reload').toHaveAttribute('data-opened', 'once')
  await expect(admin.getByText(/^seen by .* later$/), 'and staff see that it was seen').toBeVisible()
})

test('an edit made offline that meets a newer one of staff shows both values, and "use mine" works', async ({
  api,
  pageOf,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Cook', industry: 'Hotels' } })
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  const headline = page.getByRole('textbox', { name: 'Headline' })

  await page.context().setOffline(true)
  await expect(connection(page)).toHaveAttribute('data-connection', 'offline')
  await headline.fill('Chef')
  await headline.press('Enter')
  await page.getByLabel('Industry').fill('Restaurants')
  await page.getByLabel('Industry').press('Enter')
  await expect(page.getByRole('button', { name: '2 edits waiting' })).toBeVisible()
  await expect(field(page, 'headline').getByText('waits to be sent')).toBeVisible()
  await api.change(person.id, { headline: 'Sous-chef' })
  await page.context().setOffline(false)
  await inStep(page)

  await expect(headline, "staff's value stays").toHaveValue('Sous-chef')
  await expect(field(page, 'headline').getByRole('alert')).toContainText('“Sous-chef”')
  await expect(field(page, 'headline').getByRole('alert')).toContainText('“Chef”')
  await expect(page.getByLabel('Industry'), 'the other field merges').toHaveValue('Restaurants')
  const conflict = page.getByRole('region', { name: 'Conflict: Headline' })
  await expect(conflict.getByText('Sous-chef')).toBeVisible()
  await expect(conflict.getByText('Chef', { exact: true })).toBeVisible()
  await expect(conflict).toContainText('Staff first')

  await field(page, 'headline').getByRole('button', { name: 'Use mine' }).click()
  await expect(headline).toHaveValue('Chef')
  await expect
    .poll(async () => (await api.person(person.id)).profile)
    .toMatchObject({ headline: 'Chef', industry: 'Restaurants' })
  await expect(field(page, 'headline').getByRole('alert')).toBeHidden()
})

test('a chosen theme is in force at once, after a reload and on the next device', async ({ api, pageOf }) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/settings')
  const html = page.locator('html')
  await expect(html).toHaveClass(/\blight\b/)
  await page.getByLabel('Theme').selectOption('dark')
  await expect(html).toHaveClass(/\bdark\b/)
  await expect(field(page, 'theme').getByText('saving …')).toBeHidden()
  await page.reload()
  await expect(html).toHaveClass(/\bdark\b/)

  const device = await pageOf(person)
  await expect(device.locator('html')).toHaveClass(/\bdark\b/)
  await visitLive(device, '/settings')
  await expect(device.getByLabel('Theme')).toHaveValue('dark')
})
