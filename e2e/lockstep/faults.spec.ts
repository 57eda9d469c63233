import { request as requests } from '@playwright/test'
import { Api, seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { connection, inStep, signIn, visit } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

let app: OwnApp

test.beforeAll(async () => {
  // Faults are made outside production only.
  app = await ownApp({ NODE_ENV: 'test' })
})
test.afterAll(() => app.close())

test('faults on purpose show what the bridge makes of them, and staff are told', async ({ browser }) => {
  test.setTimeout(120_000)
  const outside = await requests.newContext({ baseURL: app.url })
  const api = await Api.of(outside, seededAdmin)
  const person = await api.makePerson({ fields: { headline: 'Before' } })
  const open = async () => (await browser.newContext({ baseURL: app.url })).newPage()
  const [staff, user] = [await open(), await open()]
  await signIn(staff, seededAdmin)
  await signIn(user, person)
  await visit(staff, '/admin/debug')
  await visit(user, '/profile')
  await inStep(staff)
  await inStep(user)
  const headline = user.getByRole('textbox', { name: 'Headline' })
  const alerts = staff.getByRole('list', { name: 'Alerts' })

  await test.step('a relay that stands still: changes are saved, wait, and follow', async () => {
    await staff.getByRole('switch', { name: /Stop the relay/ }).check()
    await expect(staff.getByText('The portals are not in step')).toBeVisible()
    await api.change(person.id, { headline: 'Saved and waiting' })
    await expect(alerts.getByText('A relay stands still')).toBeVisible({ timeout: 15_000 })
    await expect(headline).toHaveValue('Before')
    await staff.getByRole('switch', { name: /Stop the relay/ }).uncheck()
    await expect(headline).toHaveValue('Saved and waiting')
    await expect(staff.getByText('The portals are not in step')).toBeHidden()
  })

  await test.step('everything twice: pages show it once', async () => {
    await staff.getByRole('switch', { name: /Send everything twice/ }).check()
    await api.change(person.id, { headline: 'Only once' })
    await expect(headline).toHaveValue('Only once')
    const { versions } = await api.person(person.id)
    await api.change(person.id, { headline: 'And on' })
    await expect(headline).toHaveValue('And on')
    expect((await api.person(person.id)).versions.profile).toBe(versions.profile + 1)
    await staff.getByRole('switch', { name: /Send everything twice/ }).uncheck()
  })

  await test.step('a page that is cut off comes back, with what it missed', async () => {
    await user.evaluate(() => {
      const badge = document.querySelector('[data-connection]')
      const states: string[] = []
      Object.assign(window, { states })
      const note = () => states.push(badge?.getAttribute('data-connection') ?? '')
      if (badge) new MutationObserver(note).observe(badge, { attributes: true })
    })
    const mine = staff
      .getByRole('list', { name: 'Open pages' })
      .getByRole('listitem')
      .filter({ hasText: person.name })
    await mine.getByRole('button', { name: 'Cut off' }).click()
    await expect
      .poll(() => user.evaluate(() => (window as unknown as { states: string[] }).states.join()))
      .toContain('reconnecting')
    await api.change(person.id, { headline: 'Missed' })
    await expect(headline).toHaveValue('Missed')
    await expect(connection(user)).toHaveAttribute('data-connection', 'live')
  })

  await test.step('a rule is data: staff change it, and nonsense is refused', async () => {
    await staff.getByRole('button', { name: /rules$/ }).click()
    const rule = staff.getByRole('textbox', { name: 'Threshold: Jobs wait' })
    await rule.fill('120')
    await rule.blur()
    await expect(staff.getByText('more than 2 min 00 s for 10 s')).toBeVisible()
    await rule.fill('many')
    await rule.blur()
    await expect(staff.getByRole('region', { name: 'Messages' })).toContainText('The rule was not changed')
    await expect(rule).toHaveValue('120')
  })
  await outside.dispose()
  await staff.context().close()
  await user.context().close()
})

test('in production nobody makes faults', async ({ admin }) => {
  await visit(admin, '/admin/debug')
  await expect(admin.getByRole('heading', { name: 'Alerts' })).toBeVisible()
  await expect(admin.getByText('Faults on purpose')).toHaveCount(0)
  await expect(admin.getByRole('button', { name: 'Cut off' })).toHaveCount(0)
})
