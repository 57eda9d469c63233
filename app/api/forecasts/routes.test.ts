import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import * as contracts from '#lib/forecasts/contracts.ts'
import { runForecasts } from '#lib/forecasts/service.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { importSeriesFile } from '#lib/series/service.ts'
import { call, makePerson, provideSecrets, type TestPerson } from '../_testing.ts'
import { GET as chart } from '../charts/[region]/route.ts'
import { GET as summary } from '../predictions/summary/route.ts'
import { GET as scheduler } from '../scheduler/status/route.ts'
import { GET as all } from './all/route.ts'
import { GET as global } from './global/route.ts'
import { GET as region } from './region/[region]/route.ts'

useDatabase()
let folder = ''
let user: TestPerson

async function load(...countries: string[]): Promise<void> {
  const lines = countries.flatMap((country) =>
    Array.from({ length: 60 }, (_, day) => {
      const date = new Date(Date.UTC(2021, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
      return `${country},${date},${100 * day},${day}`
    }),
  )
  const path = join(folder, 'file.csv')
  await writeFile(path, ['country,date,cum_cases,cum_deaths', ...lines].join('\n'))
  await importSeriesFile({ path, fileName: 'file.csv', sourceId: 'jhu', requestedBy: SYSTEM_ACTOR })
}

beforeAll(async () => {
  provideSecrets()
  folder = await mkdtemp(join(tmpdir(), 'forecast-routes-'))
  user = await makePerson('user')
  await load('France', 'Spain', '"Korea, South"')
  await runForecasts()
  await load('Italy')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ask = (name: string) =>
  call(region, contracts.getRegionForecastContract, { params: { region: name }, token: user.token })

describe('GET /api/forecasts/region/{region}', () => {
  test('answers by code, name or alias, with how old the data are and the version as its tag', async () => {
    for (const name of ['FRA', 'france', 'fr']) {
      const { status, answer, headers } = await ask(name)
      expect([status, answer.region, answer.stale, headers.get('etag')]).toEqual([200, 'FRA', true, '"1"'])
    }
    expect((await ask('korea, south')).answer.region).toBe('KOR')
  })

  test('answers 404 with near matches for a region that is none', async () => {
    const { status, answer } = await ask('Frnace')
    expect([status, answer.near]).toEqual([404, [{ code: 'FRA', name: 'France' }]])
  })

  test('answers 503 with when to ask again while there is no forecast', async () => {
    const { status, headers } = await ask('Italy')
    expect([status, headers.get('retry-after')]).toEqual([503, '60'])
    expect((await ask('Germany')).status).toBe(503)
  })

  test('does not take a name that no region can have', async () => {
    expect((await ask('x'.repeat(200))).status).toBe(422)
  })
})

test('the other routes keep their contracts', async () => {
  const { token } = user
  const answers = await Promise.all([
    call(global, contracts.getGlobalForecastContract, { token }),
    call(all, contracts.listForecastsContract, { token, query: { limit: '2' } }),
    call(chart, contracts.getChartContract, { token, params: { region: 'Spain' } }),
    call(summary, contracts.getSummaryContract, { token }),
    call(scheduler, contracts.getSchedulerStatusContract, { token }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  const [sum, list, line] = answers
  expect(sum?.answer.actual_cases).toBe(3 * 5_900)
  expect(list?.answer.items.map((one: { region: string }) => one.region)).toEqual(['ESP', 'FRA'])
  expect(line?.answer.actual).toHaveLength(59)
})
