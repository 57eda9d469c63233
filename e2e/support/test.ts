import { type APIRequestContext, type Browser, test as base, type Page } from '@playwright/test'
import { Api, type Person, type SignIn, seededAdmin } from './api.ts'
import { signIn } from './pages.ts'

export { expect } from '@playwright/test'

type StorageState = Awaited<ReturnType<APIRequestContext['storageState']>>

type OfTest = {
  /** A page of the seeded admin. */
  admin: Page
  /** A page of a person that only this worker knows. For looking: a test that changes a record makes its own. */
  user: Page
  /** A page of a browser of its own, where that person signs in by the form. */
  pageOf: (person: SignIn) => Promise<Page>
}

type OfWorker = {
  server: APIRequestContext
  /** The REST API as the seeded admin. */
  api: Api
  person: Person
  adminState: StorageState
  userState: StorageState
}

/**
 * Every test runs against one server with simulated data, beside tests of other files. So a test makes the people it
 * needs, and one that imports real data, counts admins or stops the server starts an app of its own (`ownApp`).
 */
export const test = base.extend<OfTest, OfWorker>({
  server: [
    async ({ playwright }, use, { project }) => {
      const server = await playwright.request.newContext({ baseURL: project.use.baseURL })
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' },
  ],
  api: [async ({ server }, use) => use(await Api.of(server, seededAdmin)), { scope: 'worker' }],
  person: [async ({ api }, use) => use(await api.makePerson()), { scope: 'worker' }],
  adminState: [
    async ({ browser }, use, { project }) => use(await signedIn(browser, project.use.baseURL, seededAdmin)),
    { scope: 'worker' },
  ],
  userState: [
    async ({ browser, person }, use, { project }) =>
      use(await signedIn(browser, project.use.baseURL, person)),
    { scope: 'worker' },
  ],
  admin: async ({ browser, adminState }, use) => {
    const context = await browser.newContext({ storageState: adminState })
    await use(await context.newPage())
    await context.close()
  },
  user: async ({ browser, userState }, use) => {
    const context = await browser.newContext({ storageState: userState })
    await use(await context.newPage())
    await context.close()
  },
  pageOf: async ({ browser }, use) => {
    const opened: Page[] = []
    await use(async (person) => {
      const page = await (await browser.newContext()).newPage()
      opened.push(page)
      await signIn(page, person)
      return page
    })
    for (const page of opened) await page.context().close()
  },
})

/** The cookies of a person who has signed in. */
async function signedIn(
  browser: Browser,
  baseURL: string | undefined,
  person: SignIn,
): Promise<StorageState> {
  const context = await browser.newContext({ baseURL })
  const page = await context.newPage()
  await signIn(page, person)
  const state = await context.storageState()
  await context.close()
  return state
}
