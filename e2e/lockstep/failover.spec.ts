import { request as requests } from '@playwright/test'
import { answerBody } from '#lib/providers/fixtures/answers.ts'
import { FIXTURES } from '#lib/providers/fixtures.ts'
import { type Handler, ProviderServer } from '#lib/providers/testing/provider-server.ts'
import { TEST_KEYS } from '#lib/providers/testing/provider-wire.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { ownApp } from '../support/own-app.ts'
import { signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

test.setTimeout(120_000)

/** Answers as a model would: a tenth more than what it was shown. */
function predicts(name: 'openai' | 'gemini'): Handler {
  return ({ body }) => {
    const shown = /cumulative_cases[^0-9]+(\d+)/.exec(JSON.stringify(body))
    const points = [7, 14, 21, 28].map((day) => ({ day, value: Math.round(Number(shown?.[1]) * 1.1) }))
    return { body: answerBody(name, { forecasted_cases: points, forecasted_deaths: null }) }
  }
}

function fails(name: 'openai' | 'gemini', kind: string) {
  const fixture = FIXTURES.find((known) => known.provider === name && known.expected.kind === kind)
  if (!fixture) throw new Error(`There is no ${kind} of ${name}`)
  return { status: fixture.status, headers: fixture.headers, body: fixture.body }
}

test('a provider that runs out in the middle of a run hands over once, and everybody sees it live', async ({
  browser,
}) => {
  const server = await ProviderServer.start()
  server.answers('openai', predicts('openai'))
  server.answers('gemini', predicts('gemini'))
  const app = await ownApp(server.env('openai', 'gemini') as Record<string, string>)
  const context = await requests.newContext({ baseURL: app.url })
  const page = async () => (await browser.newContext({ baseURL: app.url })).newPage()
  try {
    const api = await Api.of(context, seededAdmin)
    const [staff, scheduler, person] = [await page(), await page(), await page()]
    await signIn(staff, seededAdmin)
    await signIn(scheduler, seededAdmin)
    await signIn(person, await api.makePerson())
    await visitLive(person, '/dashboard')
    await visitLive(staff, '/admin/providers')
    const panel = staff.getByRole('region', { name: 'Who answers' })
    await expect(panel.getByRole('heading', { name: 'OpenAI holds the lock' })).toBeVisible()
    await visitLive(scheduler, '/admin/forecasts')
    const runNow = async () => {
      await scheduler.getByRole('button', { name: 'Run now' }).click()
    }

    await test.step('staff move the lock; its new holder runs out of quota after two answers', async () => {
      await api.json('POST', '/api/v1/admin/providers/lock', { provider: 'gemini', reason: 'a test of both' })
      await expect(panel.getByRole('heading', { name: 'Google Gemini holds the lock' })).toBeVisible()
      let answers = 0
      const answer = predicts('gemini')
      server.answers('gemini', (seen) => (++answers <= 2 ? answer(seen) : fails('gemini', 'quota')))
      await runNow()
      await expect(panel.getByRole('heading', { name: 'OpenAI holds the lock' })).toBeVisible({
        timeout: 30_000,
      })
      await expect(panel).toContainText('has no quota left')
    })

    await test.step('the trail tells it, and verifies', async () => {
      await expect(staff.getByText(/3 calls failed/).first()).toBeVisible()
      const verdict = await api.json<{ intact: boolean }>('GET', '/api/v1/admin/providers/verify')
      expect(verdict.intact).toBe(true)
    })

    await test.step('with no provider left people are told calmly, and told when one is back', async () => {
      const banner = person.getByText('AI answers come from the product’s own engines at the moment.')
      await expect(banner).toBeHidden()
      server.lists('openai', [fails('openai', 'auth')])
      await api.json('POST', '/api/v1/admin/providers/check', { provider: 'openai' })
      await expect(panel).toContainText(/rests/)
      await expect(banner).toBeVisible()
      await api.json('POST', '/api/v1/admin/providers/check', { provider: 'openai' })
      await expect(banner).toBeVisible()
      server.answers('openai', { ok: true })
      await api.json('POST', '/api/v1/admin/providers/check', { provider: 'openai' })
      await expect(banner).toBeHidden()
      await expect(panel.getByRole('heading', { name: 'OpenAI holds the lock' })).toBeVisible()
    })
    await test.step('no key is found in a page, an answer, a figure or a line of the log', async () => {
      const texts: string[] = [app.output(), await staff.content(), await person.content()]
      for (const path of ['status', 'history', 'usage', 'calls'])
        texts.push(await (await api.send('GET', `/api/v1/admin/providers/${path}`)).text())
      for (const path of ['/api/metrics', '/api/v1/lockstep/events?limit=100'])
        texts.push(await (await api.send('GET', path)).text())
      const keys = Object.values(TEST_KEYS)
      expect(keys.length).toBeGreaterThan(4)
      for (const key of keys) for (const text of texts) expect(text).not.toContain(key)
    })
    for (const opened of [staff, scheduler, person]) await opened.context().close()
  } finally {
    await context.dispose()
    await app.close()
    await server.close()
  }
})
