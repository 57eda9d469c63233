import { randomUUID } from 'node:crypto'
import { Api } from '../support/api.ts'
import { visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

test('a conflict appears by itself in the list, is found by filters, and the other value can be put in place', async ({
  admin,
  api,
  server,
}) => {
  const word = `clash${randomUUID().slice(0, 8)}`
  const person = await api.makePerson({ name: `Cy ${word}` })
  const own = await Api.of(server, person)
  const rows = admin.getByRole('table', { name: 'Conflicts' }).locator('tbody').getByRole('row')
  await visitLive(admin, `/admin/conflicts?q=${word}`)
  await expect(admin.getByText('No conflicts match')).toBeVisible()

  // Both start from the same version: the person writes first, staff without having seen it.
  const { versions } = await api.person(person.id)
  const write = (headline: string) => ({ baseVersion: versions, fields: { headline } })
  await own.json('PUT', `/api/v1/profile/${person.id}/update`, write('Mine'))
  await api.json('PUT', `/api/v1/admin/users/${person.id}/update`, write('Theirs'))
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(['Headline'])
  await expect(rows).toContainText(['Theirs'])
  await expect(rows).toContainText(['Mine'])
  await expect(rows).toContainText(['Staff first'])

  await admin.getByRole('combobox', { name: 'Rule' }).selectOption('Protected field')
  await expect(admin.getByText('No conflicts match')).toBeVisible()
  await admin.getByRole('combobox', { name: 'Rule' }).selectOption('Staff first')
  await admin.getByRole('combobox', { name: 'When' }).selectOption('Last 24 hours')
  await expect(rows).toHaveCount(1)
  await admin.reload()
  await expect(rows).toHaveCount(1)

  await rows.getByRole('button', { name: 'Use the other value' }).click()
  await expect(admin.getByRole('region', { name: 'Messages' })).toContainText('Headline is “Mine” now')
  expect((await api.person(person.id)).profile.headline).toBe('Mine')

  const found = await api.json<{ items: { field: string }[] }>(
    'GET',
    `/api/v1/lockstep/conflicts?person=${word}&field=headline&won=admin`,
  )
  expect(found.items.map(({ field }) => field)).toEqual(['headline'])
})
