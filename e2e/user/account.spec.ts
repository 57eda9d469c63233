import { randomUUID } from 'node:crypto'
import { Api } from '../support/api.ts'
import { connection, inStep, signIn, tabTo, visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const wrongPassword = 'not the password at all'

test('signing up leads to the own dashboard', async ({ page }) => {
  const email = `${randomUUID()}@example.test`
  await visit(page, '/sign-up')
  await page.getByLabel('Name').fill('Nadia Novak')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('four quiet words here')
  await page.getByRole('checkbox', { name: /terms/ }).check()
  await page.getByRole('button', { name: 'Create account' }).click()

  await expect(page).toHaveURL('/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Nadia Novak')
  await page.getByRole('button', { name: 'Account of Nadia Novak' }).click()
  await expect(page.getByRole('dialog', { name: 'Account' }).getByText(email)).toBeVisible()
})

test('a sign-up form that is not complete names each field, focuses the first and keeps what was typed', async ({
  page,
}) => {
  await visit(page, '/sign-up')
  await page.getByLabel('E-mail').fill('nadia at example')
  await page.getByLabel('Password', { exact: true }).fill('too short')
  await page.getByRole('button', { name: 'Create account' }).click()

  const name = page.getByLabel('Name')
  await expect(name).toHaveAccessibleDescription(/needed/)
  await expect(name).toBeFocused()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/must be an e-mail address/)
  await expect(page.getByLabel('E-mail')).toHaveValue('nadia at example')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/12 characters/)
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('too short')
  await expect(page.getByText('The terms must be accepted.')).toBeVisible()
})

test('a wrong password is told in words that give nothing away, and the form keeps its input', async ({
  page,
  api,
}) => {
  const { email } = await api.makePerson()
  await visit(page, '/sign-in')
  const attempt = async (address: string) => {
    await page.getByLabel('E-mail').fill(address)
    await page.getByLabel('Password', { exact: true }).fill(wrongPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const message = page.getByRole('alert').filter({ hasText: 'You are not signed in' })
    await expect(message).toBeVisible()
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled()
    return message.innerText()
  }
  const known = await attempt(email)
  await expect(page.getByLabel('E-mail')).toHaveValue(email)
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(wrongPassword)
  await expect(page).toHaveURL('/sign-in')

  await page.reload()
  await visit(page, '/sign-in')
  expect(await attempt(`${randomUUID()}@example.test`), 'the same for an unknown address').toBe(known)
})

test('signing in goes on to where one wanted to be, but only within this site', async ({ browser, api }) => {
  const person = await api.makePerson()
  const landing = async (start: string) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await visit(page, start)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname !== '/sign-in')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const { origin, pathname, search } = new URL(page.url())
    expect(origin).toBe(new URL(test.info().project.use.baseURL ?? '').origin)
    await context.close()
    return pathname + search
  }
  expect(await landing('/settings'), 'sent to sign in, and back').toBe('/settings')
  expect(await landing('/sign-in?next=//evil.example')).toBe('/dashboard')
  expect(await landing('/sign-in?next=/admin/users'), 'not theirs to see').toBe('/dashboard')
})

test('signing out in one tab ends the session in the other', async ({ page, context, api }) => {
  const person = await api.makePerson()
  const other = await context.newPage()
  await signIn(page, person)
  const socket = other.waitForEvent('websocket')
  await visitLive(other, '/profile')

  await page.getByRole('button', { name: `Account of ${person.name}` }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL('/')

  await expect(other.getByRole('status').filter({ hasText: 'You are signed out' })).toBeVisible()
  await expect(connection(other)).toHaveAttribute('data-connection', 'stale')
  expect((await socket).isClosed()).toBe(true)
  await expect(other.getByRole('link', { name: 'Sign in again' })).toHaveAttribute(
    'href',
    '/sign-in?next=%2Fprofile',
  )
  await other.reload()
  await expect(other, 'and nothing of the record is to be had any more').toHaveURL('/sign-in?next=%2Fprofile')
})

test('a forgotten password is replaced by a link that waits in the outbox and works once', async ({
  page,
  admin,
  api,
  server,
  pageOf,
}) => {
  const person = await api.makePerson()
  const signedInElsewhere = await pageOf(person)
  await inStep(signedInElsewhere)

  await visit(page, '/sign-in')
  await page.getByRole('link', { name: 'Forgot it?' }).click()
  await expect(page).toHaveURL('/forgot')
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('button', { name: 'Make a link' }).click()
  await expect(page.getByText('If this address has an account, a link was made')).toBeVisible()

  await visit(admin, '/admin/outbox?size=100')
  await admin
    .getByRole('row', { name: `to ${person.email}` })
    .getByRole('link')
    .click()
  await expect(admin).toHaveURL(/\/admin\/outbox\/./)
  const link = await admin.getByText(/^https?:\/\/\S+\/reset\/\S+$/).innerText()

  await visit(page, new URL(link).pathname)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByLabel('New password')).toHaveAccessibleDescription(/12 characters/)
  const password = 'a new and longer password'
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('Your new password is set')).toBeVisible()
  await expect(
    signedInElsewhere.getByText('You are signed out'),
    'a new password ends every earlier sign-in',
  ).toBeVisible()

  await signIn(page, { email: person.email, password })
  await expect(page).toHaveURL('/dashboard')

  await visit(page, new URL(link).pathname)
  await page.getByLabel('New password').fill('yet another long password')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The password was not changed' })).toBeVisible()
  await Api.of(server, { email: person.email, password })
})

test('a new e-mail asks for the current password, and is the one to sign in with', async ({
  page,
  api,
  admin,
  pageOf,
}) => {
  const person = await api.makePerson()
  const email = `${randomUUID()}@example.test`
  const own = await pageOf(person)
  await visitLive(own, '/profile')
  await expect(own.getByLabel('E-mail')).not.toBeEditable()
  await own.getByRole('button', { name: 'Change e-mail' }).click()
  const dialog = own.getByRole('dialog', { name: 'Change your e-mail' })
  const password = dialog.getByLabel('Current password', { exact: true })
  await dialog.getByLabel('New e-mail').fill(email)
  await dialog.getByRole('button', { name: 'Change e-mail' }).click()
  await expect(password).toHaveAccessibleDescription('is needed')
  await password.fill(wrongPassword)
  await password.press('Enter')
  await expect(password).toHaveAccessibleDescription('is wrong')
  await expect(dialog.getByLabel('New e-mail'), 'what was typed is kept').toHaveValue(email)
  expect((await api.person(person.id)).account.email).toBe(person.email)

  await visitLive(admin, `/admin/users/${person.id}`)
  await password.fill(person.password)
  await password.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(own.getByLabel('E-mail')).toHaveValue(email)
  await expect(admin.getByLabel('E-mail'), 'staff see it at once').toHaveValue(email)
  await signIn(page, { email, password: person.password })

  const byStaff = `${randomUUID()}@example.test`
  await admin.getByLabel('E-mail').fill(byStaff)
  await admin.getByLabel('E-mail').press('Enter')
  await expect(own.getByLabel('E-mail'), 'who change it without a password').toHaveValue(byStaff)
})

test('the keyboard alone signs in, and out again', async ({ page, api }) => {
  const person = await api.makePerson()
  await visit(page, '/sign-in')
  await tabTo(page, page.getByLabel('E-mail'))
  await page.keyboard.type(person.email)
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(person.password)
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/dashboard')
  await inStep(page)

  const account = page.getByRole('button', { name: `Account of ${person.name}` })
  await tabTo(page, account)
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Sign out' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/')
})
