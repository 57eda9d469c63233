import { type Locator, type Page, request as requests } from '@playwright/test'
import { io } from 'socket.io-client'
import type { Envelope } from '#lib/bridge/schema.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { inStep, signIn, visit, visitLive } from '../support/pages.ts'
import { type Processes, startProcesses } from '../support/processes.ts'
import { expect, test } from '../support/test.ts'

// Two browsers and a sign-in by the form each.
test.describe.configure({ timeout: 120_000 })

/** The newest change of somebody’s profile in the stream, opened. */
async function openNewest(admin: Page): Promise<Locator> {
  const row = admin.locator('[data-event-type="profile.updated"]').first()
  await row.getByRole('button').first().click()
  return row
}

const recipient = (row: Locator, person: { id: string }) => row.locator(`[data-recipient="${person.id}"]`)

test('who has not seen a change is named until it has been on their screen', async ({
  admin,
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const user = await pageOf(person)
  await visitLive(user, '/notifications')
  await visitLive(admin, `/admin/debug?person=${person.id}`)
  await api.change(person.id, { headline: 'Not on this page' })

  const row = await openNewest(admin)
  await expect(row.locator('[data-unseen]:visible')).toHaveText(`not seen yet: ${person.name}`)
  await admin.getByRole('combobox', { name: 'Reach' }).selectOption('unseen')
  await expect(admin).toHaveURL(/reach=unseen/)
  await expect(recipient(row, person)).toContainText('has it, has not seen it yet')
  await expect(admin.getByText('Stands still while you read')).toBeVisible()

  await user.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Profile' }).click()
  await expect(user.getByRole('textbox', { name: 'Headline' })).toHaveValue('Not on this page')
  await expect(admin.getByText('No event fits')).toBeVisible()
  await admin.getByRole('combobox', { name: 'Reach' }).selectOption('')
  await expect(recipient(row, person)).toContainText('has seen it')
  await expect(row.locator('[data-unseen]:visible')).toHaveCount(0)
})

test('a page that closes before it shows a change is waited for no longer', async ({
  admin,
  api,
  pageOf,
}) => {
  const person = await api.makePerson()
  const user = await pageOf(person)
  await visitLive(user, '/notifications')
  await visitLive(admin, `/admin/debug?person=${person.id}`)
  await api.change(person.id, { headline: 'Too late' })
  const row = await openNewest(admin)
  await expect(recipient(row, person)).toContainText('has not seen it yet')
  await user.close()
  await expect(recipient(row, person)).toContainText('went away before it was seen')
})

test('the filters of the stream live in the address, and all of them work', async ({ admin, api }) => {
  const person = await api.makePerson({ fields: { headline: 'Before' } })
  await visitLive(admin, '/admin/debug')
  const rows = admin.locator('[data-event]')
  await admin.getByLabel('Person: name or id').fill(person.id)
  await expect(rows.first()).toBeVisible()
  await admin.getByLabel('Only with conflicts').check()
  await expect(admin.getByText('No event fits')).toBeVisible()

  const { versions } = await api.person(person.id)
  await api.change(person.id, { headline: 'Meanwhile' })
  const stale = { baseVersion: versions, fields: { headline: 'Late' } }
  await api.json('PUT', `/api/v1/admin/users/${person.id}/update`, stale)
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('1 conflict')

  await admin.getByRole('combobox', { name: 'Entity' }).selectOption('profile')
  await admin.getByRole('combobox', { name: 'Made in' }).selectOption('api')
  const query = () => Object.fromEntries(new URL(admin.url()).searchParams)
  expect(query()).toEqual({
    person: person.id,
    conflicts: '1',
    entity: 'profile',
    portal: 'api',
  })
  await admin.reload()
  await inStep(admin)
  await expect(rows).toHaveCount(1)
  await expect(admin.getByLabel('Only with conflicts')).toBeChecked()
  await admin.getByRole('combobox', { name: 'Made in' }).selectOption('user')
  await expect(admin.getByText('No event fits')).toBeVisible()
  await admin.getByRole('button', { name: 'Clear filters' }).first().click()
  expect(query()).toEqual({})
})

test('queue, followers, scheduler and provider lock are told', async ({ admin }) => {
  await visitLive(admin, '/admin/debug')
  const follower = admin.locator('[data-follower="notifications"]')
  await expect(follower).toContainText('done up to')
  for (const name of ['Queue', 'Scheduler', 'AI provider lock', 'Processes']) {
    await expect(admin.getByRole('heading', { name, exact: true })).toBeVisible()
  }
  await expect(admin.getByRole('list', { name: 'Scheduler' })).toContainText('Forecast of all regions')
})

test.describe('over two processes', () => {
  let processes: Processes
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    processes = await startProcesses(2)
  })
  test.afterAll(() => processes.close())

  test('a recipient at the other process is named too, with all its steps', async ({ browser }) => {
    const [here, there] = processes.apps.map(({ url }) => url) as [string, string]
    const outside = await requests.newContext({ baseURL: here })
    const api = await Api.of(outside, seededAdmin)
    const person = await api.makePerson()
    const { email, password } = person
    const answer = await outside.post('/api/v1/auth/token', { data: { email, password } })
    const { access_token: token } = (await answer.json()) as { access_token: string }

    const socket = io(there, { path: '/api/socket', transports: ['websocket'], auth: { token } })
    const held: { id: string; received: () => void }[] = []
    socket.on('lockstep:event', ({ id }: Envelope, received: () => void) => held.push({ id, received }))
    const hello = await new Promise<{ epoch: string; cursor: string }>((resolve) =>
      socket.on('lockstep:hello', resolve),
    )
    await socket.emitWithAck('lockstep:resume', { epoch: hello.epoch, cursor: hello.cursor })

    const admin = await (await browser.newContext({ baseURL: here })).newPage()
    await signIn(admin, seededAdmin)
    await visit(admin, `/admin/debug?person=${person.id}`)
    await inStep(admin)
    await expect(admin.locator('[data-process]')).toHaveCount(2)
    await api.change(person.id, { headline: 'Across' })
    await expect.poll(() => held.length).toBe(1)

    const row = await openNewest(admin)
    await expect(row.locator('[data-unseen="watch"]:visible')).toContainText(`not got yet: ${person.name}`)
    await expect(recipient(row, person)).toContainText('has not got it yet')
    await expect(recipient(row, person)).toContainText('process')

    for (const { id, received } of held) {
      received()
      socket.emit('lockstep:applied', { id })
      socket.emit('lockstep:rendered', { id })
    }
    await expect(recipient(row, person)).toContainText('has seen it')
    await expect(recipient(row, person)).toContainText(/delivered .* · applied .* · rendered /)
    await expect(row.locator('[data-unseen]:visible')).toHaveCount(0)
    socket.disconnect()
    await admin.context().close()
    await outside.dispose()
  })
})
