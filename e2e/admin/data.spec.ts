import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { type OwnApp, ownApp } from '../support/own-app.ts'
import { signIn, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const HEADER = 'country,date,cum_cases,cum_deaths'
const LIMIT_BYTES = 12_000_000

// Real data retire the simulated ones, which other tests look at, so this app is nobody else's.
let app: OwnApp
let folder: string
let server: APIRequestContext
let api: Api
let state: Awaited<ReturnType<APIRequestContext['storageState']>>

/** Lines of a country, one a day, that grow by 10 cases and 1 death a day. */
function lines(country: string, days: number, firstDay = '2021-01-01'): string[] {
  return Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.parse(firstDay) + day * 86_400_000).toISOString().slice(0, 10)
    return `${country},${date},${1_000 + 10 * day},${100 + day}`
  })
}

function file(name: string, content: string | Buffer | readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, Array.isArray(content) ? `${content.join('\n')}\n` : (content as string | Buffer))
  return path
}

/** What is published of Portugal, which is imported first and must stay as it is. */
async function published(): Promise<unknown> {
  const { actual } = await api.json<{ actual: unknown[] }>('GET', '/api/charts/PRT')
  return actual
}

test.beforeAll(async ({ browser, playwright }) => {
  folder = makeTemporaryFolder('e2e-files')
  app = await ownApp({ UPLOAD_LIMIT_BYTES: `${LIMIT_BYTES}` })
  server = await playwright.request.newContext({ baseURL: app.url })
  api = await Api.of(server, seededAdmin)
  const context = await browser.newContext({ baseURL: app.url })
  const page = await context.newPage()
  await signIn(page, seededAdmin)
  state = await context.storageState()
  await importFile(page, file('portugal.csv', [HEADER, ...lines('Portugal', 200)]))
  await expect(page.getByText('The file is published')).toBeVisible()
  await expect.poll(async () => (await api.send('GET', '/api/charts/PRT')).status()).toBe(200)
  await context.close()
})

test.afterAll(async () => {
  await server.dispose()
  await app.close()
  removeFolder(folder)
})

const admin = test.extend<{ data: Page }>({
  data: async ({ browser }, use) => {
    const context = await browser.newContext({ baseURL: app.url, storageState: state })
    await use(await context.newPage())
    await context.close()
  },
})

/** Chooses a file on the page of data management and sends it. */
async function importFile(page: Page, path: string): Promise<void> {
  await choose(page, path)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
}

async function choose(page: Page, path: string): Promise<void> {
  await visitLive(page, '/admin/data')
  await page.getByLabel('Choose a file or drop it here').setInputFiles(path)
}

function failure(page: Page): Locator {
  return page.getByRole('alert').filter({ hasText: 'The file was not imported' })
}

function history(page: Page): Locator {
  return page.getByRole('table', { name: 'History of imports' }).locator('tbody').getByRole('row')
}

admin('a good file is published, with a report in which every line is counted', async ({ data }) => {
  await importFile(data, file('spain.csv.gz', gzipSync([HEADER, ...lines('Spain', 300)].join('\n'))))
  await expect(data.getByText('The file is published')).toBeVisible()
  await expect(data.getByText(/300 rows of 1 regions?, 1 Jan 2021 to 27 Oct 2021/)).toBeVisible()
  await expect(data.getByText('Rows read').locator('+ dd')).toHaveText('300')
  await expect(data.getByText('Values stored').locator('+ dd')).toHaveText('600')
  await expect(data.getByText('No row was refused.')).toBeVisible()
  await expect(data).toHaveURL(/[?&]job=/)
  await expect(history(data).filter({ hasText: 'spain.csv.gz' })).toContainText('Published')
  await expect
    .poll(async () => (await api.send('GET', '/api/forecasts/region/Spain')).status(), 'and it is forecast')
    .toBe(200)

  await data.reload()
  await expect(data.getByText('The file is published'), 'the open import is in the address').toBeVisible()
  await data.getByRole('button', { name: 'Import another file' }).click()
  await expect(data.getByLabel('Choose a file or drop it here')).toBeAttached()
})

admin('the same file once more says nothing new', async ({ data }) => {
  const before = await published()
  await importFile(data, file('portugal-again.csv', [HEADER, ...lines('Portugal', 200)]))
  await expect(data.getByText('The file says nothing new')).toBeVisible()
  expect(await published()).toEqual(before)
})

const portugalAgain = lines('Portugal', 200).map((line) => line.replace(/\d+,\d+$/, '7,7'))

for (const { what, name, content, says } of [
  {
    what: 'a wrong header',
    name: 'header.csv',
    content: ['nation,day,cases', ...portugalAgain].join('\n'),
    says: /not a header that can be read.*Found: nation, day, cases/,
  },
  {
    what: 'a gzip file that breaks off',
    name: 'half.csv.gz',
    content: gzipSync([HEADER, ...portugalAgain].join('\n')).subarray(0, -40),
    says: /ends in the middle/,
  },
  {
    what: 'a gzip file that is damaged',
    name: 'damaged.csv.gz',
    content: gzipSync([HEADER, ...portugalAgain].join('\n')).fill(0x55, 30, 60),
    says: /damaged/,
  },
  {
    what: 'a file without a single usable row',
    name: 'letters.csv',
    content: [HEADER, 'Portugal,2021-01-01,many,few', 'abc'].join('\n'),
    says: /./,
  },
]) {
  admin(`${what} is refused in plain words and changes nothing`, async ({ data }) => {
    const before = await published()
    await importFile(data, file(name, content))
    await expect(failure(data)).toContainText(says)
    await expect(failure(data)).toContainText('What had been published before is unchanged.')
    await expect(history(data).filter({ hasText: name })).toContainText('Failed')
    expect(await published()).toEqual(before)
  })
}

admin('a row of letters is refused with its line and reason, and the others are taken', async ({ data }) => {
  const rows = [HEADER, ...lines('Italy', 30)]
  rows[10] = 'Italy,2021-01-10,abc,def'
  rows[20] = 'what is this'
  await importFile(data, file('italy.csv', rows))
  await expect(data.getByText('The file is published')).toBeVisible()
  await expect(data.getByText('Rows refused').locator('+ dd')).toHaveText('2')
  const refused = data.getByRole('region', { name: 'Refused rows' }).locator('tbody').getByRole('row')
  await expect(refused).toHaveCount(2)
  await expect(refused.first()).toContainText(/11.*“abc” is no whole number.*Italy/)
  await expect(refused.last()).toContainText(/21.*1 columns where the header has 4.*what is this/)
})

admin('a count that falls is taken as a correction and noted', async ({ data }) => {
  const rows = [HEADER, ...lines('Greece', 40)]
  rows[25] = rows[25]?.replace(/\d+,\d+$/, '900,124') ?? ''
  await importFile(data, file('greece.csv', rows))
  await expect(data.getByText('The file is published')).toBeVisible()
  const corrections = data.getByRole('region', { name: 'Corrections' })
  await expect(corrections.getByRole('listitem')).toHaveCount(1)
  await expect(corrections).toContainText('Cumulative counts that fell')
  await expect(corrections).toContainText('2021-01-25: 1230 → 900')
})

admin('a file over the limit is refused before it is sent, and by the API as well', async ({ data }) => {
  const tooLarge = Buffer.alloc(LIMIT_BYTES + 1, 'a')
  await choose(data, file('large.csv', tooLarge))
  await expect(data.getByRole('alert').filter({ hasText: 'more than the 12 MB' })).toContainText(
    'Nothing was sent.',
  )
  await expect(data.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()

  const answer = await data.request.post(`${app.url}/api/v1/admin/data/import?fileName=large.csv`, {
    headers: { 'content-type': 'application/octet-stream', origin: app.url },
    data: tooLarge,
  })
  expect(answer.status()).toBe(413)
  expect(await answer.json()).toMatchObject({ code: 'too-large' })
})

admin('an import shows how far it is, and can be stopped without a trace', async ({ data }) => {
  const before = await published()
  const rows = Array.from({ length: 400 }, (_, place) => lines(`Testland ${place}`, 2_000).join('\n'))
  await importFile(data, file('long.csv.gz', gzipSync([HEADER, ...rows].join('\n'), { level: 1 })))
  await expect(data.getByRole('progressbar', { name: 'Reading the file' })).toBeVisible()
  await expect(data.getByText(/\d of [\d.]+ MB/)).toBeVisible()
  await data.getByRole('button', { name: 'Cancel' }).click()
  await expect(data.getByText('The import was cancelled')).toBeVisible()
  await expect(history(data).filter({ hasText: 'long.csv.gz' })).toContainText('Cancelled')
  expect((await api.send('GET', '/api/forecasts/region/Testland%201')).status()).toBe(404)
  expect(await published()).toEqual(before)
})
