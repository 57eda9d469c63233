import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Api } from './api.ts'
import { visit } from './pages.ts'

const app = join(import.meta.dirname, '../../app')

/**
 * Pages of what only a provider with a key brings about: the server that all tests share has none, so there is nothing
 * to open. `e2e/admin/provider-proof.spec.ts` opens them at a server with one.
 */
const NEED_PROVIDER: ReadonlySet<string> = new Set(['/admin/providers/calls/[id]'])

/**
 * The addresses of every page below a folder of `app`, as its files tell, e.g. "/admin/users/[id]": a page that is
 * added is tested without anybody thinking of it.
 */
export function pagesBelow(folder: string): string[] {
  return readdirSync(join(app, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).split(/[/\\]/))
    .filter((path) => path.at(-1) === 'page.tsx')
    .map(
      (path) =>
        `/${path
          .slice(0, -1)
          .filter((part) => !/^\(.*\)$/.test(part))
          .join('/')}`,
    )
    .filter((page) => !NEED_PROVIDER.has(page))
    .sort()
}

type Sources = { api: Api; admin: Page }

/** A real address for each page that needs something in it. */
const examples: Record<string, (sources: Sources) => Promise<string>> = {
  '/admin/users/[id]': async ({ api }) =>
    `/admin/users/${(await api.makePerson({ fields: { skills: ['SQL'] } })).id}`,
  '/admin/jobs/[id]': ({ admin }) => firstRowOf(admin, '/admin/jobs'),
  '/admin/outbox/[id]': async ({ api, admin }) => {
    // Whoever gets no password gets a mail.
    const email = `${crypto.randomUUID()}@example.test`
    await api.json('POST', '/api/v1/admin/users/create', { email, name: 'Mailed' })
    return firstRowOf(admin, '/admin/outbox')
  },
  '/forecasts/[region]': async () => '/forecasts/SIM-EAST',
  '/reset/[token]': async () => '/reset/no-such-token',
}

/** An address at which a page can be opened. */
export async function addressOf(page: string, sources: Sources): Promise<string> {
  const example = examples[page]
  if (page.includes('[') && !example) throw new Error(`There is no example of ${page}: add one above.`)
  return example ? example(sources) : page
}

async function firstRowOf(admin: Page, list: string): Promise<string> {
  await visit(admin, list)
  const link = admin.getByRole('table').locator('tbody').getByRole('link').first()
  return (await link.getAttribute('href')) ?? ''
}
