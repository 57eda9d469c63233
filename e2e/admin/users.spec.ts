import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { inStep, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

/** A word that no other person in the database has in their name. */
const tag = () => `tag${randomUUID().slice(0, 8)}`

function rowsOf(page: Page) {
  return page.getByRole('table', { name: 'Users' }).locator('tbody').getByRole('row')
}

test('search, filter and sort of the list are in the address, and survive a reload', async ({
  admin,
  api,
}) => {
  const word = tag()
  const [ana, bo] = await Promise.all(
    ['Ana', 'Bo', 'Cy'].map((name) => api.makePerson({ name: `${name} ${word}` })),
  )
  await api.change(ana?.id ?? '', { status: 'suspended' })

  await visit(admin, '/admin/users')
  await admin.getByRole('searchbox', { name: 'Name or e-mail' }).fill(word)
  await expect(admin).toHaveURL(`/admin/users?q=${word}`)
  await expect(rowsOf(admin)).toHaveCount(3)
  await expect(admin.getByText('3 of 3 people')).toBeVisible()

  await admin.getByRole('button', { name: 'Name', exact: true }).click()
  await expect(admin).toHaveURL(`/admin/users?q=${word}&sort=name`)
  await expect(rowsOf(admin)).toHaveText([/Ana/, /Bo/, /Cy/])
  await admin.getByRole('button', { name: 'Name', exact: true }).click()
  await expect(rowsOf(admin)).toHaveText([/Cy/, /Bo/, /Ana/])

  await admin.getByRole('combobox', { name: 'Status' }).selectOption('Suspended')
  await expect(admin).toHaveURL(`/admin/users?q=${word}&sort=-name&status=suspended`)
  await expect(rowsOf(admin)).toHaveText([/Ana/])
  await admin.reload()
  await expect(rowsOf(admin)).toHaveText([/Ana/])
  await expect(admin.getByRole('searchbox')).toHaveValue(word)

  await admin.getByRole('combobox', { name: 'Role' }).selectOption('Admin')
  await expect(admin.getByText('No people match')).toBeVisible()
  await admin.getByRole('button', { name: 'Clear filters' }).click()
  await expect(admin).toHaveURL('/admin/users?sort=-name')

  await admin.getByRole('searchbox').fill(bo?.email ?? '')
  await expect(rowsOf(admin), 'an address finds its person').toHaveText([/Bo/])
})

test('pages are steps that the back button undoes', async ({ admin, api }) => {
  const word = tag()
  const numbers = Array.from({ length: 27 }, (_, index) => `${index + 1}`.padStart(2, '0'))
  for (const number of numbers) await api.makePerson({ name: `${number} ${word}` })
  await visit(admin, `/admin/users?q=${word}&sort=name`)
  await expect(rowsOf(admin)).toHaveCount(25)
  await expect(rowsOf(admin).first()).toContainText(`01 ${word}`)

  await admin.getByRole('button', { name: 'Next' }).click()
  await expect(rowsOf(admin)).toHaveText([new RegExp(`26 ${word}`), new RegExp(`27 ${word}`)])
  await expect(admin).toHaveURL(/[?&]cursor=/)
  await expect(admin.getByRole('button', { name: 'Next' })).toBeDisabled()
  await rowsOf(admin).first().getByRole('link').click()
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText(`26 ${word}`)

  await admin.goBack()
  await expect(rowsOf(admin)).toHaveText([new RegExp(`26 ${word}`), new RegExp(`27 ${word}`)])
  await admin.goBack()
  await expect(admin).toHaveURL(`/admin/users?q=${word}&sort=name`)
  await expect(rowsOf(admin)).toHaveCount(25)
  await expect(rowsOf(admin).first()).toContainText(`01 ${word}`)
})

test('staff make an account, which works, and a taken address is told at its field', async ({
  admin,
  pageOf,
}) => {
  const word = tag()
  const email = `${word}@example.test`
  const password = 'given to them by hand'
  await visitLive(admin, `/admin/users?q=${word}`)
  const create = async () => {
    await admin.getByRole('button', { name: 'Create user' }).first().click()
    const dialog = admin.getByRole('dialog', { name: 'Create user' })
    await dialog.getByLabel('Name').fill(`Eva ${word}`)
    await dialog.getByLabel('E-mail').fill(email)
    await dialog.getByLabel(/^Password/).fill(password)
    await dialog.getByLabel('Plan').selectOption('annual')
    await dialog.getByRole('button', { name: 'Create user' }).click()
    return dialog
  }
  await expect(await create()).toBeHidden()
  await expect(admin.getByRole('region', { name: 'Messages' })).toContainText(`Eva ${word} has an account`)
  await expect(rowsOf(admin)).toHaveText([new RegExp(`Eva ${word}`)])
  await expect(rowsOf(admin)).toContainText('Annual')

  const person = await pageOf({ email, password })
  await expect(person.getByRole('heading', { level: 1 })).toHaveText(`Hello, Eva ${word}`)

  const dialog = await create()
  await expect(dialog.getByRole('alert').first()).toBeVisible()
  await expect(dialog.getByLabel('E-mail'), 'what was typed is kept').toHaveValue(email)
  await expect(rowsOf(admin)).toHaveCount(1)
})

test('an empty form names the fields that are needed and makes nobody', async ({ admin }) => {
  await visit(admin, '/admin/users')
  await admin.getByRole('button', { name: 'Create user' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Create user' })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription(/needed/)
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await expect(dialog.getByLabel('E-mail')).toHaveAccessibleDescription(/needed/)
  await admin.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(admin.getByRole('button', { name: 'Create user' })).toBeFocused()
})

test('a change of role is asked for once more, and ends every session of the person at once', async ({
  admin,
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const page = await pageOf(person)
  await visitLive(page, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)
  const role = admin.getByLabel('Role')

  await role.selectOption('Admin')
  const dialog = admin.getByRole('dialog', { name: `Make ${person.name} an admin?` })
  await expect(dialog).toContainText('ends at once')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(role).toHaveValue('user')
  await inStep(page)

  await role.selectOption('Admin')
  await dialog.getByRole('button', { name: 'Make admin' }).click()
  await expect(dialog).toBeHidden()
  await expect(role).toHaveValue('admin')
  await expect(page.getByText('You are signed out')).toBeVisible()
  expect((await api.person(person.id)).account.role).toBe('admin')

  await role.selectOption('User')
  await admin
    .getByRole('dialog', { name: `Take the admin role from ${person.name}?` })
    .getByRole('button', { name: 'Take the role away' })
    .click()
  await expect(role).toHaveValue('user')
  await expect.poll(async () => (await api.person(person.id)).account.role).toBe('user')
})

test('a suspended person is out at once and stays out', async ({ admin, api, pageOf, page }) => {
  const person = await api.makePerson()
  const open = await pageOf(person)
  await inStep(open)
  await visitLive(admin, `/admin/users/${person.id}`)
  await admin.getByLabel('Status').selectOption('Suspended')
  await admin
    .getByRole('dialog', { name: `Suspend ${person.name}?` })
    .getByRole('button', { name: 'Suspend' })
    .click()
  await expect(open.getByText('You are signed out')).toBeVisible()

  await visit(page, '/sign-in')
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'You are not signed in' })).toBeVisible()
})

test('a row shows what is changed elsewhere, as it is changed', async ({ admin, api }) => {
  const word = tag()
  const person = await api.makePerson({ name: `Old ${word}` })
  await visitLive(admin, `/admin/users?q=${word}`)
  await expect(rowsOf(admin)).toContainText('Free')
  await api.change(person.id, { name: `New ${word}`, plan: 'enterprise', status: 'suspended' })
  await expect(rowsOf(admin)).toContainText(`New ${word}`)
  await expect(rowsOf(admin)).toContainText('Enterprise')
  await expect(rowsOf(admin)).toContainText('Suspended')
  await api.makePerson({ name: `Another ${word}` })
  await expect(rowsOf(admin), 'and who is new joins the list').toHaveCount(2)
})
