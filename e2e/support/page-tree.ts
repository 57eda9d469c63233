import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const app = join(import.meta.dirname, '../../app')

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
    .sort()
}
