import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'

const ADMIN = { email: 'admin@example.test', password: 'admin-password-for-tests' }
const USER = { email: 'user@example.test', password: 'user-password-for-tests' }
const REAL_FILE = '../shared/data/epidemic/jhu_global_daily.csv.gz'

const env = {
  SEED_ADMIN_EMAIL: ADMIN.email,
  SEED_ADMIN_PASSWORD: ADMIN.password,
  SEED_USER_EMAIL: USER.email,
  SEED_USER_PASSWORD: USER.password,
  RATE_LIMIT_SCALE: '1000',
  LOG_LEVEL: 'fatal',
}

let dataDir: string
let app: AppProcess
const contexts: BrowserContext[] = []

test.beforeAll(async () => {
  dataDir = makeTemporaryFolder('main-job')
  app = await startApp({ dataDir, env })
})

test.afterAll(async () => {
  for (const context of contexts) await context.close()
  await app.stop()
  removeFolder(dataDir)
})

test('the main job: import, forecast, edit, trace, refusal, crash', async ({ browser }) => {
  test.setTimeout(180_000)
  const port = Number(new URL(app.url).port)
  const user = await signedIn(browser, USER)
  const admin = await signedIn(browser, ADMIN)
  const [userApi, adminApi] = [await apiOf(USER), await apiOf(ADMIN)]
  const uma = await userId(adminApi)

  await test.step('a forecast appears under the eyes of a user who has the region open', async () => {
    await user.goto(`${app.url}/forecasts/France`)
    await expect(user.getByText('no source has data on France yet')).toBeVisible()
    await live(user)
    await mark(user)

    await admin.goto(`${app.url}/admin/data`)
    await live(admin)
    await admin.locator('input[type=file]').setInputFiles(file())
    await admin.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(admin.getByRole('progressbar').first()).toBeVisible()
    await expect(admin.getByText('The file is published')).toBeVisible({ timeout: 60_000 })
    if (existsSync(REAL_FILE)) await expect(admin.getByText('226,314 rows of 198 regions')).toBeVisible()

    await expect(user.getByRole('heading', { name: 'New cases a week' })).toBeVisible({ timeout: 30_000 })
    await expect(user.getByText('Johns Hopkins University').first()).toBeVisible()
    await notReloaded(user)
  })

  await test.step('the user’s open page shows what the admin changed, and who did', async () => {
    await user.goto(`${app.url}/profile`)
    await live(user)
    await mark(user)
    await admin.goto(`${app.url}/admin/users/${uma}`)
    await live(admin)
    await admin.getByLabel('Headline').fill('Data engineer')
    await admin.getByLabel('Headline').press('Enter')
    await expect(user.getByLabel('Headline')).toHaveValue('Data engineer')
    await expect(user.locator('[data-field="headline"]')).toContainText(/changed by Ada Admin/)
    await notReloaded(user)
  })

  await test.step('the debug page traces the change from commit to the user’s screen', async () => {
    await admin.goto(`${app.url}/admin/debug`)
    const row = admin.locator('[data-event-type="profile.updated"]').first()
    await expect(row.getByRole('img')).toHaveAccessibleName(
      /committed; relayed, .*; delivered \d of \d, .*; applied \d of \d, .*; rendered \d of \d, /,
    )
    await row.getByRole('button').first().click()
    await expect(row.getByRole('listitem').filter({ hasText: 'Uma User' })).toContainText(/rendered \d/)
  })

  await test.step('a user’s write to their own role is refused and recorded, the rest applied', async () => {
    const before = await person(adminApi, uma)
    const answer = await put(userApi, `profile/${uma}/update`, {
      baseVersion: before.versions,
      fields: { role: 'admin', headline: 'Senior data engineer' },
    })
    expect(answer).toMatchObject({
      success: true,
      applied: ['headline'],
      refused: [{ field: 'role', rule: 'protected' }],
    })
    expect((await person(adminApi, uma)).account.role).toBe('user')
    const conflicts = await get(adminApi, `lockstep/conflicts?entity=user&entityId=${uma}`)
    expect(conflicts.items[0]).toMatchObject({ field: 'role', rule: 'protected', winner: 'current' })
    await expect(user.getByLabel('Headline')).toHaveValue('Senior data engineer')
  })

  await test.step('kill -9 in the middle of fifty edits loses none that was acknowledged', async () => {
    await admin.goto(`${app.url}/admin/users/${uma}`)
    await live(admin)
    await mark(admin)
    await mark(user)
    let version = (await person(adminApi, uma)).versions.profile
    const acknowledged: { version: number; summary: string }[] = []
    for (let i = 0; i < 50; i++) {
      const summary = `Edit number ${i}`
      const writing = put(adminApi, `admin/users/${uma}/update`, {
        baseVersion: { profile: version },
        fields: { summary },
      })
      // The crash meets a write that is under way: it may have been committed or not, but was not acknowledged yet.
      const crash = i === 25 ? app.kill() : null
      const answer = await writing.catch(() => null)
      if (answer) {
        version = answer.version
        acknowledged.push({ version, summary })
      }
      if (crash) {
        await crash
        app = await startApp({ dataDir, env, port })
        version = (await person(adminApi, uma)).versions.profile
      }
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(49)

    const log = await allEvents(adminApi)
    for (const { version: made, summary } of acknowledged) {
      expect(log).toContainEqual(
        expect.objectContaining({ entityId: uma, version: made, fields: { summary } }),
      )
    }
    const versions = log
      .filter(({ entity, entityId }) => entity === 'profile' && entityId === uma)
      .map((event) => event.version)
    expect(versions, 'no version missing, none twice').toEqual(
      versions.map((_, index) => index + (versions[0] ?? 0)),
    )

    await expect(user.getByLabel('Summary')).toHaveValue('Edit number 49')
    await expect(admin.getByLabel('Summary')).toHaveValue('Edit number 49')
    await live(user)
    await live(admin)
    await notReloaded(user)
    await notReloaded(admin)

    await user.getByLabel('Headline').fill('Back in step')
    await user.getByLabel('Headline').press('Enter')
    await expect(admin.getByLabel('Headline')).toHaveValue('Back in step')
  })
})

async function signedIn(browser: Browser, account: typeof ADMIN): Promise<Page> {
  const context = await browser.newContext()
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(`${app.url}/sign-in`)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}

async function live(page: Page): Promise<void> {
  await expect(page.locator('[data-connection="live"]').first()).toBeVisible()
}

/** A reload would wipe it. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }))
}

async function notReloaded(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true)
}

/** The publisher's real file where it is at hand, else one of the same form. */
function file(): string {
  if (existsSync(REAL_FILE)) return REAL_FILE
  const path = join(dataDir, 'generated.csv')
  const lines = ['country,date,cum_cases,cum_deaths']
  for (const country of ['France', 'Portugal', 'Japan']) {
    let cases = 0
    for (let day = 0; day < 400; day++) {
      cases += 1_000 + Math.round(500 * Math.sin(day / 30))
      const date = new Date(Date.UTC(2022, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
      lines.push(`${country},${date},${cases},${Math.floor(cases / 90)}`)
    }
  }
  writeFileSync(path, lines.join('\n'))
  return path
}

async function apiOf(account: typeof ADMIN): Promise<string> {
  const response = await fetch(`${app.url}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked at field by field
type Answer = any

async function get(token: string, path: string): Promise<Answer> {
  const response = await fetch(`${app.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response.json()
}

async function put(token: string, path: string, body: object): Promise<Answer> {
  const response = await fetch(`${app.url}/api/v1/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

async function userId(token: string): Promise<string> {
  return (await get(token, `admin/users/list?q=${encodeURIComponent(USER.email)}`)).items[0].id
}

function person(token: string, id: string): Promise<Answer> {
  return get(token, `profile/${id}`)
}

async function allEvents(
  token: string,
): Promise<{ entity: string; entityId: string; version: number; fields: object }[]> {
  const events = []
  for (let after = ''; ; ) {
    const page = await get(token, `lockstep/events?limit=500${after ? `&after=${after}` : ''}`)
    events.push(...page.items)
    if (page.items.length === 0) return events
    after = page.nextCursor
  }
}
