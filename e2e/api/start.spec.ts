import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { request as requests } from '@playwright/test'
import { processIdentity } from '#lib/platform/bootstrap/file-lock.mjs'
import { findFreePort, findPostmaster } from '#lib/platform/embedded-postgres/postmaster.ts'
import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { Api, seededAdmin } from '../support/api.ts'
import { failedStart } from '../support/failed-start.ts'
import { inStep, signIn } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

const seeds = {
  SEED_ADMIN_EMAIL: seededAdmin.email,
  SEED_ADMIN_PASSWORD: seededAdmin.password,
  RATE_LIMIT_SCALE: '1000',
  LOG_LEVEL: 'warn',
}

const started = test.extend<{ dataDir: string; start: (port?: number) => Promise<AppProcess> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the harness wants a pattern
  dataDir: async ({}, use) => {
    const folder = makeTemporaryFolder('e2e-start')
    await use(folder)
    removeFolder(folder)
  },
  start: async ({ dataDir }, use) => {
    const apps: AppProcess[] = []
    await use(async (port) => {
      const app = await startApp({ dataDir, env: seeds, ...(port === undefined ? {} : { port }) })
      apps.push(app)
      return app
    })
    await Promise.all(apps.map((app) => app.stop()))
  },
})

/** The API of a running app as its admin; `done` closes it. */
async function adminOf(app: AppProcess): Promise<{ api: Api; done: () => Promise<void> }> {
  const context = await requests.newContext({ baseURL: app.url })
  return { api: await Api.of(context, seededAdmin), done: () => context.dispose() }
}

/** A process that has ended and was not yet collected by its parent no longer runs. */
function isRunning(pid: number): boolean {
  return processIdentity(pid) !== undefined
}

started('wrong values in the environment end the start with one line for each', async ({ dataDir }) => {
  const { code, output } = await failedStart({
    DATA_DIR: dataDir,
    PORT: 'eighty',
    RATE_LIMIT_SCALE: 'none',
    PUBLIC_URL: 'ftp://example.org',
    SEED_ADMIN_PASSWORD: 'short',
  })
  expect(code).toBe(1)
  const lines = output.trim().split('\n')
  expect(lines).toHaveLength(5)
  expect(lines[0]).toBe('The environment is wrong:')
  for (const name of ['PORT', 'RATE_LIMIT_SCALE', 'PUBLIC_URL', 'SEED_ADMIN_PASSWORD'])
    expect(lines.filter((line) => line.trim().startsWith(`${name}: `))).toHaveLength(1)
  expect(output, 'a secret is not repeated').not.toContain('short')
})

started('a log level that does not exist is told in the same way', async ({ dataDir }) => {
  const { code, output } = await failedStart({ DATA_DIR: dataDir, LOG_LEVEL: 'loud' })
  expect(code).toBe(1)
  expect(output.trim().split('\n')).toEqual([
    'The environment is wrong:',
    expect.stringMatching(/^ {2}LOG_LEVEL: /),
  ])
})

started('a port that is taken ends the start with one line that says what to do', async ({ dataDir }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { code, output } = await failedStart({ DATA_DIR: dataDir, PORT: `${port}` })
  other.close()
  expect(code).toBe(1)
  expect(output.trim()).toBe(
    `Port ${port} is taken: stop what uses it, or choose another with PORT=${port + 1}.`,
  )
})

started('a shared database without a shared secret is no way to start in production', async ({ dataDir }) => {
  const { code, output } = await failedStart({
    DATA_DIR: dataDir,
    PORT: `${await findFreePort()}`,
    DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/none',
    AUTH_SECRET: '',
  })
  expect(code).toBe(1)
  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(/^AUTH_SECRET: is needed with DATABASE_URL/),
  ])
})

started(
  'Ctrl-C ends everything within 10 s, and the next start is warm and has the data',
  async ({ dataDir, start }) => {
    const app = await start()
    const { api, done } = await adminOf(app)
    const person = await api.makePerson({ fields: { headline: 'Still here tomorrow' } })
    await done()
    const database = findPostmaster(join(dataDir, 'postgres'))
    expect(database && isRunning(database.pid), 'its Postgres runs').toBe(true)

    const exited = once(app.process, 'exit')
    app.process.kill('SIGINT')
    expect(await exited, 'a stop that takes longer than 10 s is cut off and ends with 1').toEqual([0, null])
    expect(isRunning(database?.pid ?? 0), 'nothing is left behind').toBe(false)
    expect(findPostmaster(join(dataDir, 'postgres'))).toBeUndefined()

    const again = await start()
    expect(again.output(), 'seeds once').not.toContain('first admin sign-in')
    const second = await adminOf(again)
    expect((await second.api.person(person.id)).profile.headline).toBe('Still here tomorrow')
    await second.done()
  },
)

started('Ctrl-C in the middle of a start ends that as well', async ({ dataDir, server }) => {
  const port = await findFreePort()
  const env = { ...seeds, DATA_DIR: dataDir, PORT: `${port}` }
  const { code, output } = await failedStart(env, async (child) => {
    // The port is the first thing that is opened; the database comes after it.
    await expect
      .poll(() => server.get(`http://127.0.0.1:${port}/api/health`).then(Boolean, () => false), {
        intervals: [10],
        timeout: 25_000,
      })
      .toBe(true)
    child.kill('SIGINT')
  })
  expect(output, 'no stack').not.toMatch(/^ +at /m)
  expect(code).toBe(0)
  await expect.poll(() => findPostmaster(join(dataDir, 'postgres')), 'Postgres ends too').toBeUndefined()
})

started('Ctrl-C does not wait for pages that are open', async ({ browser, start }) => {
  const app = await start()
  const page = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signIn(page, seededAdmin)
  await inStep(page)
  const exited = once(app.process, 'exit')
  app.process.kill('SIGINT')
  expect(await exited, 'a stop that takes longer than 10 s is cut off and ends with 1').toEqual([0, null])
  await page.context().close()
})

started('two starts at once on one data folder share one database', async ({ start }) => {
  const [left, right] = await Promise.all([start(), start()])
  const [one, two] = await Promise.all([adminOf(left), adminOf(right)])
  const person = await one.api.makePerson()
  await two.api.change(person.id, { headline: 'Written by the other' })
  expect((await one.api.person(person.id)).profile.headline).toBe('Written by the other')
  const announced = [left, right].filter((app) => app.output().includes('first admin sign-in'))
  expect(announced, 'seeded once').toHaveLength(1)
  await Promise.all([one.done(), two.done()])
})
