import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { request as requests } from '@playwright/test'
import { projectRoot } from '#lib/platform/migrations/prisma-command.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { connection, inStep, signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

let app: OwnApp

test.beforeAll(async () => {
  // A new epoch has every page of the server read everything anew.
  app = await ownApp()
})
test.afterAll(() => app.close())

test('a database that was put back: pages read anew without a reload, and lose neither a draft nor an edit', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const outside = await requests.newContext({ baseURL: app.url })
  const api = await Api.of(outside, seededAdmin)
  const person = await api.makePerson({ fields: { headline: 'Before', industry: 'Hotels' } })
  const open = async () => (await browser.newContext({ baseURL: app.url })).newPage()
  const [staff, user, away] = [await open(), await open(), await open()]
  await signIn(staff, seededAdmin)
  await visitLive(staff, `/admin/users/${person.id}`)
  for (const page of [user, away]) {
    await signIn(page, person)
    await visitLive(page, '/profile')
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }))
  }
  // One page is being typed into, the other one is away with an edit that waits.
  await user.getByRole('textbox', { name: 'Phone' }).pressSequentially('+351 91')
  await away.context().setOffline(true)
  await expect(connection(away)).toHaveAttribute('data-connection', 'offline')
  await away.getByRole('textbox', { name: 'Industry' }).fill('Restaurants')
  await away.getByRole('textbox', { name: 'Industry' }).blur()
  await expect(away.getByRole('button', { name: '1 edit waiting' })).toBeVisible()

  const cli = join(projectRoot, 'lib/platform/bootstrap/run.mjs')
  const env = { ...process.env, DATA_DIR: app.dataDir, NODE_ENV: 'production' as const }
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'cli', 'lockstep:new-epoch'], { env })
  expect(stdout).toContain('The history begins anew')

  await api.change(person.id, { headline: 'After' })
  await expect(user.getByRole('textbox', { name: 'Headline' })).toHaveValue('After')
  await expect(staff.getByRole('textbox', { name: 'Headline' })).toHaveValue('After')
  await away.context().setOffline(false)
  await inStep(away)
  await expect(away.getByRole('textbox', { name: 'Headline' })).toHaveValue('After')
  await expect.poll(async () => (await api.person(person.id)).profile.industry).toBe('Restaurants')
  await expect(user.getByRole('textbox', { name: 'Industry' })).toHaveValue('Restaurants')
  await expect(user.getByRole('textbox', { name: 'Phone' }), 'the draft').toHaveValue('+351 91')
  for (const page of [user, away]) expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true)
  await outside.dispose()
  for (const page of [staff, user, away]) await page.context().close()
})
