import { Api } from '../support/api.ts'
import { connection, inStep, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

test('a conflict is seen by both sides, and whichever settles it, the other sees that too', async ({
  api,
  admin,
  pageOf,
  server,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Cook' } })
  const own = await Api.of(server, person)
  const user = await pageOf(person)
  await visitLive(user, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)
  const { versions } = await api.person(person.id)
  const write = (headline: string) => ({ baseVersion: versions, fields: { headline } })
  await api.json('PUT', `/api/v1/admin/users/${person.id}/update`, write('Sous-chef'))
  await own.json('PUT', `/api/v1/profile/${person.id}/update`, write('Chef'))

  const ofUser = user.getByRole('region', { name: 'Conflict: Headline' })
  const ofStaff = admin.getByRole('region', { name: 'Conflict: Headline' })
  for (const notice of [ofUser, ofStaff]) {
    await expect(notice).toContainText('Sous-chef')
    await expect(notice).toContainText('Staff first')
  }
  await ofUser.getByRole('button', { name: 'Use mine' }).click()
  for (const page of [user, admin])
    await expect(page.getByRole('textbox', { name: 'Headline' })).toHaveValue('Chef')
  await expect(ofStaff).toContainText('The value that was not kept is in place now')

  // And the other way round: staff put the person's value in place.
  const again = (await api.person(person.id)).versions
  const second = (headline: string) => ({ baseVersion: again, fields: { headline } })
  await api.json('PUT', `/api/v1/admin/users/${person.id}/update`, second('Head of kitchen'))
  await own.json('PUT', `/api/v1/profile/${person.id}/update`, second('Patron'))
  await expect(user.getByRole('textbox', { name: 'Headline' })).toHaveValue('Head of kitchen')
  await ofStaff.filter({ hasText: 'Patron' }).getByRole('button', { name: 'Use the other value' }).click()
  for (const page of [user, admin])
    await expect(page.getByRole('textbox', { name: 'Headline' })).toHaveValue('Patron')
})

test('a protected field: the try is refused and recorded on both sides, and the rest is taken', async ({
  api,
  admin,
  pageOf,
  server,
}) => {
  const person = await api.makePerson({ fields: { headline: 'Before' } })
  const own = await Api.of(server, person)
  const user = await pageOf(person)
  await visitLive(user, '/profile')
  await visitLive(admin, `/admin/users/${person.id}`)
  const { versions } = await api.person(person.id)
  const answer = await own.json<{ applied: string[]; refused: object[] }>(
    'PUT',
    `/api/v1/profile/${person.id}/update`,
    { baseVersion: versions, fields: { role: 'admin', headline: 'After' } },
  )
  expect(answer).toMatchObject({ applied: ['headline'], refused: [{ field: 'role', rule: 'protected' }] })
  // It asks nothing of the person, so on their page it stands among what is settled.
  await user.getByText('1 settled conflict').click()
  for (const page of [user, admin]) {
    await expect(page.getByRole('textbox', { name: 'Headline' })).toHaveValue('After')
    await expect(page.getByRole('region', { name: 'Conflict: Role' })).toContainText('Protected field')
  }
  await expect(admin.getByRole('combobox', { name: 'Role' })).toHaveValue('user')
  await inStep(user)
})

test('a role taken away while the admin portal is open ends it there at once, and keeps what waits', async ({
  api,
  pageOf,
}) => {
  const [colleague, person] = [
    await api.makePerson(),
    await api.makePerson({ fields: { headline: 'Before' } }),
  ]
  await api.change(colleague.id, { role: 'admin' })
  const page = await pageOf(colleague)
  await visitLive(page, `/admin/users/${person.id}`)
  await page.context().setOffline(true)
  await expect(connection(page)).toHaveAttribute('data-connection', 'offline')
  const headline = page.getByRole('textbox', { name: 'Headline' })
  await headline.fill('By somebody who may not any more')
  await headline.blur()
  await api.change(colleague.id, { role: 'user' })
  await page.context().setOffline(false)

  await expect(page.getByText('You are signed out')).toBeVisible()
  await expect(page.getByText('edits that wait here are kept')).toBeVisible()
  expect((await api.person(person.id)).profile.headline).toBe('Before')
  await page.goto('/admin')
  await expect(page).toHaveURL(/\/sign-in/)

  await page.getByLabel('E-mail').fill(colleague.email)
  await page.getByLabel('Password', { exact: true }).fill(colleague.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/dashboard')
  await inStep(page)
  await expect(
    page.getByRole('button', { name: '1 edit not taken' }),
    'and it is refused in words',
  ).toBeVisible()
  expect((await api.person(person.id)).profile.headline).toBe('Before')
})
