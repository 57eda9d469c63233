import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { answerBody } from '#lib/providers/fixtures/answers.ts'
import { FIXTURES } from '#lib/providers/fixtures.ts'
import { switchLock } from '#lib/providers/service.ts'
import { beginLockAnew } from '#lib/providers/testing/fresh-lock.ts'
import { ProviderServer } from '#lib/providers/testing/provider-server.ts'
import { importSeriesFile } from '#lib/series/service.ts'
import { dropAllForecasts } from './cache.ts'
import { getForecast, runForecasts } from './service.ts'

const database = useDatabase()
const COUNTRIES = [
  'Austria',
  'Belgium',
  'Chile',
  'Denmark',
  'Egypt',
  'France',
  'Germany',
  'Hungary',
  'Italy',
  'Japan',
]
const clock = () => new Date('2021-06-01T12:00:00Z')
let folder = ''
let server: ProviderServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provider-run-'))
  server = await ProviderServer.start()
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), ...server.env('openai', 'gemini') })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  server.reset()
  await database.query('TRUNCATE event, series_source, region, forecast_run CASCADE')
  dropAllForecasts()
  await beginLockAnew()
  await loadCountries()
})

/** Twenty weeks up to 2021-05-31 that grow by a twentieth each. */
async function loadCountries(): Promise<void> {
  const lines = ['country,date,cum_cases,cum_deaths']
  for (const [index, country] of COUNTRIES.entries()) {
    let cases = 1_000
    for (let day = 0; day < 140; day++) {
      cases += Math.round((index + 1) * 50 * 1.05 ** (day / 7))
      const date = new Date(Date.UTC(2021, 0, 12) + day * 86_400_000).toISOString().slice(0, 10)
      lines.push(`${country},${date},${cases},${Math.round(cases / 100)}`)
    }
  }
  const file = join(folder, 'countries.csv')
  await writeFile(file, lines.join('\n'))
  const loaded = await importSeriesFile(
    { path: file, fileName: 'long.csv', sourceId: 'jhu-csse', requestedBy: SYSTEM_ACTOR },
    { clock },
  )
  if (!loaded.ok) throw new Error(loaded.error.message)
}

/** Answers as a model would: a twentieth more than what it was shown. */
function predicts(name: 'openai' | 'gemini', body: unknown) {
  const shown = /cumulative_cases[^0-9]+(\d+)/.exec(JSON.stringify(body))
  const total = Number(shown?.[1])
  const points = [7, 14, 21, 28].map((day) => ({ day, value: Math.round(total * (1 + day / 140)) }))
  return { body: answerBody(name, { forecasted_cases: points, forecasted_deaths: null }) }
}

const kept = () =>
  database.query<{ provider: string; epoch: number; regions: number }>(
    `SELECT provider, epoch, count(*)::int AS regions FROM forecast GROUP BY 1, 2 ORDER BY 2, 1`,
  )

test('a run asks the provider that holds the lock, region by region, and says whose each forecast is', async () => {
  server.answers('openai', ({ body }) => predicts('openai', body))
  const report = await runForecasts({}, { clock })
  expect(report).toMatchObject({ ok: true, value: { regionsMade: 11, regionsFailed: 0 } })
  const [row] = await kept()
  expect(row).toMatchObject({ provider: 'openai', regions: 11 })
  const served = await getForecast('Austria')
  expect(served).toMatchObject({ ok: true, value: { provider: 'openai', region: 'AUT' } })
  const proofs = await database.query(
    `SELECT 1 FROM forecast f JOIN provider_call c ON c.id = f.payload->'forecast'->>'call_id'
     WHERE c.status = 'answered' AND c.purpose = 'forecast.region' AND c.epoch = f.epoch`,
  )
  expect(proofs, 'each names the call that it was made from').toHaveLength(11)

  const again = await runForecasts({}, { clock })
  expect(again, 'nothing new, nothing asked').toMatchObject({ ok: true, value: { regionsUnchanged: 11 } })
  expect(server.calls('openai')).toBe(11)
})

test('three quota failures in the middle of a run: one failover, nothing of the old provider after it, the next one finishes', async () => {
  const quota = FIXTURES.find(({ provider, expected }) => provider === 'openai' && expected.kind === 'quota')
  if (!quota) throw new Error('There is no such fixture')
  let asked = 0
  server.answers('openai', ({ body }) => (++asked <= 4 ? predicts('openai', body) : quota))
  server.answers('gemini', ({ body }) => predicts('gemini', body))
  const report = await runForecasts({}, { clock })
  expect(report).toMatchObject({ ok: true, value: { regionsMade: 11, regionsFailed: 0 } })
  const changes = await database.query<{
    event: string
    from_holder: string
    to_holder: string
    epoch: number
  }>(`SELECT event, from_holder, to_holder, epoch FROM provider_audit WHERE kind = 'change' ORDER BY seq`)
  expect(changes.slice(1)).toMatchObject([
    { event: 'lock.failover', from_holder: 'openai', to_holder: 'gemini' },
  ])
  const after = changes[1]?.epoch ?? 0
  const rows = await kept()
  expect(rows.reduce((sum, { regions }) => sum + regions, 0)).toBe(11)
  for (const { provider, epoch } of rows)
    expect(`${provider} ${epoch}`).toBe(provider === 'openai' ? `openai ${after - 1}` : `gemini ${after}`)
  expect(rows.find(({ provider }) => provider === 'gemini')?.regions).toBeGreaterThanOrEqual(7)
})

test('a known answer is as good when its provider has the lock again', async () => {
  server.answers('openai', ({ body }) => predicts('openai', body))
  server.answers('gemini', ({ body }) => predicts('gemini', body))
  const admin = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' } as const
  await runForecasts({ regions: ['Austria'] }, { clock })
  await switchLock(admin, 'gemini', 'for the test')
  await runForecasts({ regions: ['Austria'] }, { clock })
  await switchLock(admin, 'openai', 'and back')
  await runForecasts({ regions: ['Austria'] }, { clock })
  expect((await kept()).map(({ provider }) => provider)).toEqual(['openai', 'gemini', 'openai'])
  expect(server.calls('openai'), 'it was asked once').toBe(1)
})

test('a provider that answers nobody is not asked region by region', async () => {
  server.answers('openai', [{ status: 503, body: 'overloaded' }])
  const report = await runForecasts({}, { clock })
  expect(report).toMatchObject({ ok: true, value: { regionsMade: 11, regionsFailed: 0 } })
  expect(await kept()).toMatchObject([{ provider: 'builtin', regions: 11 }])
  expect(server.calls('openai')).toBeLessThan(2 * 11 * 2)
})

test('a provider that answers nonsense leaves the regions to the product’s own engine', async () => {
  server.answers('openai', { body: answerBody('openai', { forecasted_cases: 'many' }) })
  const report = await runForecasts({ regions: ['Austria', 'Chile'] }, { clock })
  expect(report).toMatchObject({ ok: true, value: { regionsMade: 2, regionsFailed: 0 } })
  expect(await kept()).toMatchObject([{ provider: 'builtin', regions: 2 }])
})
