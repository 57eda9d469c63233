import { randomUUID } from 'node:crypto'
import { visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

test('staff change many people at once, see it move, and each of them sees it at once', async ({
  admin,
  api,
  pageOf,
}) => {
  const word = `bulk${randomUUID().slice(0, 8)}`
  const names = ['Ana', 'Bo', 'Cy', 'Di', 'Ed']
  const [ana] = await Promise.all(names.map((name) => api.makePerson({ name: `${name} ${word}` })))
  const own = await pageOf(ana as NonNullable<typeof ana>)
  await visitLive(own, '/dashboard')
  await visitLive(admin, `/admin/users?q=${word}&sort=name`)

  await admin.getByRole('checkbox', { name: /Bo/ }).check()
  await expect(admin.getByText('1 person selected')).toBeVisible()
  await admin.getByRole('button', { name: 'Change …' }).click()
  const dialog = admin.getByRole('dialog')
  await expect(dialog.getByText('Set Plan to Free for 1 person')).toBeVisible()
  await dialog.getByRole('combobox', { name: 'For whom' }).selectOption('matching')
  await dialog.getByRole('combobox', { name: 'New value' }).selectOption('Annual')
  await expect(dialog.getByText('Set Plan to Annual for 5 people')).toBeVisible()
  await dialog.getByRole('button', { name: 'Change 5 people' }).click()

  await expect(dialog.getByText('Of 5 people 5 were changed')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).first().click()
  const rows = admin.getByRole('table', { name: 'Users' }).locator('tbody').getByRole('row')
  await expect(rows.filter({ hasText: 'Annual' })).toHaveCount(5)
  await expect(own.getByText('Annual').first()).toBeVisible()
})

test('what an edit of many people may not do is told by person', async ({ admin, api }) => {
  const people = await api.json<{ items: { id: string }[] }>(
    'GET',
    '/api/v1/admin/users/list?q=admin@example.test',
  )
  const { job_id } = await api.json<{ job_id: string }>('POST', '/api/v1/admin/users/bulk-update', {
    select: { ids: [people.items[0]?.id] },
    fields: { status: 'suspended' },
  })
  await visitLive(admin, `/admin/jobs/${job_id}`)
  await expect(admin.getByText('Done, but for 1')).toBeVisible()
  await expect(admin.getByText('Your own role and status are not changed among many')).toBeVisible()
})
