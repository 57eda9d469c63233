import type { Page } from '@playwright/test'
import { Api } from '../support/api.ts'
import { inStep, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const notice = (page: Page) =>
  page.getByRole('main').getByText(/^This account was deleted by .+(ago|just now)$/)

async function askToDelete(page: Page, name: string) {
  await page.getByRole('button', { name: 'Delete account …' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete the account of ${name}?` })
  return {
    dialog,
    word: dialog.getByRole('textbox'),
    confirm: dialog.getByRole('button', { name: 'Delete account' }),
  }
}

test('an account that is deleted is gone at once from every open page, and each page says so', async ({
  admin,
  api,
  pageOf,
}) => {
  test.setTimeout(120_000)
  const person = await api.makePerson({ name: `Gone ${crypto.randomUUID().slice(0, 8)}` })
  const colleague = await api.makePerson({ name: 'Other Admin' })
  await api.change(colleague.id, { role: 'admin' })
  const own = await pageOf(person)
  const other = await pageOf(colleague)
  await visitLive(own, '/profile')
  await visitLive(other, `/admin/users/${person.id}`)
  await visitLive(admin, `/admin/users/${person.id}`)

  const { dialog, word, confirm } = await askToDelete(admin, person.name)
  await expect(dialog).toContainText('audit log')
  await expect(confirm).toBeDisabled()
  await word.fill(person.name)
  await expect(confirm, 'the name is not enough').toBeDisabled()
  await word.fill(person.email)
  await confirm.click()

  const messages = admin.getByRole('region', { name: 'Messages' })
  await expect(messages).toContainText(`The account of ${person.name} is deleted`)
  await expect(admin).toHaveURL('/admin/users')
  await expect(own.getByText('You are signed out')).toBeVisible()
  await expect(notice(other)).toBeVisible()
  await expect(other.getByLabel('Headline'), 'nothing is left that could not be saved').toBeHidden()
  await expect(other.getByRole('button', { name: 'Send password link' })).toBeHidden()
  await inStep(other)

  await other.reload()
  await expect(notice(other), 'and to whoever comes later').toBeVisible()
  await other.getByRole('main').getByRole('link', { name: 'All users' }).click()
  await expect(other).toHaveURL('/admin/users')
  expect((await api.send('GET', `/api/v1/profile/${person.id}`)).status()).toBe(404)
  await own.reload()
  await expect(own).toHaveURL(/\/sign-in/)
})

test('the list of people drops the row while one looks', async ({ admin, api }) => {
  const person = await api.makePerson()
  await visitLive(admin, `/admin/users?q=${encodeURIComponent(person.name)}`)
  const row = admin.getByRole('table', { name: 'Users' }).getByRole('row').filter({ hasText: person.email })
  await expect(row).toBeVisible()
  await api.json('DELETE', `/api/v1/admin/users/${person.id}`)
  await expect(row).toBeHidden()
  await inStep(admin)
})

test('a page that was offline says so when it is back', async ({ admin, api }) => {
  const person = await api.makePerson()
  await visitLive(admin, `/admin/users/${person.id}`)
  await admin.context().setOffline(true)
  await api.json('DELETE', `/api/v1/admin/users/${person.id}`)
  await expect(admin.getByLabel('Headline')).toBeVisible()
  await admin.context().setOffline(false)
  await expect(notice(admin)).toBeVisible()
  await inStep(admin)
})

test('cancelling deletes nobody, and nobody is offered to delete themselves', async ({ admin, api }) => {
  const person = await api.makePerson()
  await visit(admin, `/admin/users/${person.id}`)
  const { dialog, word } = await askToDelete(admin, person.name)
  await word.fill(person.email)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect((await api.person(person.id)).account.email).toBe(person.email)

  await admin.getByRole('button', { name: /^Account of/ }).click()
  await admin.getByRole('link', { name: 'Your account' }).click()
  await expect(admin.getByText('Nobody deletes their own account')).toBeVisible()
  await expect(admin.getByRole('button', { name: 'Delete account …' })).toBeHidden()
})

test('the API deletes once, for staff alone, and not oneself', async ({ api, server }) => {
  const person = await api.makePerson()
  const path = `/api/v1/admin/users/${person.id}`
  const self = await Api.of(server, person)
  expect((await self.send('DELETE', path)).status()).toBe(403)
  expect((await server.delete(path)).status()).toBe(401)
  const colleague = await api.makePerson()
  await api.change(colleague.id, { role: 'admin' })
  const other = await Api.of(server, colleague)
  const own = await other.send('DELETE', `/api/v1/admin/users/${colleague.id}`)
  expect([own.status(), own.headers()['content-type']]).toEqual([
    403,
    expect.stringContaining('application/problem+json'),
  ])
  expect(await other.json('DELETE', path)).toEqual({ success: true, userId: person.id })
  expect((await other.send('DELETE', path)).status()).toBe(404)
  expect((await self.send('GET', `/api/v1/profile/${person.id}`)).status(), 'the token ended too').toBe(401)
})
