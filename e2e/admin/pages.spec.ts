import { expectGoodPage } from '../support/good-page.ts'
import { addressOf, pagesBelow } from '../support/page-tree.ts'
import { tabTo, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const pages = pagesBelow('(admin)')

test('the file tree tells the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['/admin', '/admin/users/[id]', '/admin/debug']))
})

for (const path of pages)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ admin, api }) => {
    await expectGoodPage(admin, await addressOf(path, { api, admin }), true)
  })

test('for others than staff there is no admin portal; whoever is not signed in is asked to', async ({
  user,
  page,
  admin,
  api,
}) => {
  for (const path of pages) {
    const address = await addressOf(path, { api, admin })
    expect((await user.request.get(address)).status(), address).toBe(404)
    await page.goto(address)
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(address)}`)
  }
  await user.goto('/admin')
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('There is no page here')
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
  const skip = admin.getByRole('link', { name: 'Skip to content' })
  await tabTo(admin, skip, 1)
  await expect(skip).toBeInViewport()
  await admin.keyboard.press('Enter')
  await expect(admin.getByRole('main')).toBeFocused()
})
