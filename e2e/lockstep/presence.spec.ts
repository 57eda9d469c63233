import type { Page } from '@playwright/test'
import { visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`)
const line = (page: Page) => page.locator('[data-presence-line]')

test('each side sees that the other is in a field, as long as they are', async ({ api, admin, pageOf }) => {
  const person = await api.makePerson({ name: 'Uma Present' })
  const user = await pageOf(person)
  await visitLive(user, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)

  await admin.getByLabel('Headline').focus()
  await expect(line(user)).toContainText(/\(admin\) is editing the profile/)
  await expect(field(user, 'headline')).toContainText(/\(admin\) is here/)
  await admin.getByLabel('Phone').focus()
  await expect(field(user, 'phone')).toContainText(/\(admin\) is here/)
  await expect(field(user, 'headline')).not.toContainText('is here')

  await user.getByLabel('Summary').focus()
  await expect(line(admin)).toContainText('Uma Present (user) is editing the profile')
  await expect(field(admin, 'summary')).toContainText('Uma Present (user) is here')
  await expect(line(admin), 'oneself is no news').not.toContainText('(admin)')

  await user.getByLabel('Summary').blur()
  await expect(line(admin)).toBeEmpty()
  await admin.goto('/admin')
  await expect(line(user), 'leaving the page ends it too').toBeEmpty()
})

test('a browser that is gone edits nothing any more', async ({ api, admin, pageOf }) => {
  const person = await api.makePerson()
  const user = await pageOf(person)
  await visitLive(user, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)
  await user.getByLabel('Headline').focus()
  await expect(field(admin, 'headline')).toContainText('(user) is here')
  await user.context().close()
  await expect(line(admin)).toBeEmpty()
})

test('the focus, what is typed and the place on the page are left alone', async ({ api, admin, pageOf }) => {
  const person = await api.makePerson()
  const user = await pageOf(person)
  await visitLive(user, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)
  const phone = user.getByLabel('Phone')
  await phone.pressSequentially('+351')
  await admin.getByLabel('Phone').focus()
  await expect(field(user, 'phone')).toContainText('is here')
  await phone.pressSequentially(' 91')
  await expect(phone).toHaveValue('+351 91')
  await expect(phone).toBeFocused()
})
