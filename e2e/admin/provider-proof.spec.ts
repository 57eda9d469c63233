import { ProviderServer } from '#lib/providers/testing/provider-server.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { expectGoodPage } from '../support/good-page.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { signIn } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

// The only app of the tests that has a provider: one that refuses its key, so that a call and its proof are there.
let app: OwnApp
let server: ProviderServer

test.beforeAll(async () => {
  server = await ProviderServer.start()
  app = await ownApp({ ...server.env('openai'), OPENAI_API_KEY: 'sk-proj-not-the-key-of-this-server' })
})

test.afterAll(async () => {
  await app.close()
  await server.close()
})

type Calls = { items: { call_id: string; rule: string | null }[] }

test('a call leads to its proof: what the provider said, and the rule that matched', async ({
  browser,
  playwright,
}) => {
  const request = await playwright.request.newContext({ baseURL: app.url })
  const api = await Api.of(request, seededAdmin)
  // The first forecasts of the simulated regions are asked of the provider.
  let calls: Calls['items'] = []
  await expect
    .poll(
      async () => {
        calls = (await api.json<Calls>('GET', '/api/v1/admin/providers/calls')).items
        return calls.length
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0)

  const staff = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signIn(staff, seededAdmin)
  await expectGoodPage(staff, `/admin/providers/calls/${calls[0]?.call_id}`, true)
  await expect(staff.getByText('Key refused')).toBeVisible()
  await expect(staff.getByText('openai.', { exact: false }).first()).toBeVisible()
  await expect(staff.getByRole('heading', { name: /^How epoch \d+ began$/ })).toBeVisible()
  await expect(staff.getByRole('main')).not.toContainText('not-the-key-of-this-server')
  await staff.context().close()
  await request.dispose()
})
