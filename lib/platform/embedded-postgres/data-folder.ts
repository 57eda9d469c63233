import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Binaries, runOptions } from './binaries.ts'
import { canReach, type Identity } from './identity.ts'
import { sharedFolder } from './shared-folder.ts'
import { StartFault } from './start-fault.ts'

/** The name Postgres's own folder has in DATA_DIR. */
const folderName = 'postgres'

/** Who owns the database that is already in this folder; undefined when there is none. */
export function ownerOf(folder: string): Identity | undefined {
  try {
    const { uid, gid } = statSync(folder)
    return { uid, gid }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new StartFault(`Cannot look into the data folder ${folder} (${code}): start as its owner.`)
  }
}

/**
 * Where the database of this DATA_DIR lies: inside it, unless Postgres's account cannot get there; then in a shared
 * folder that is named after DATA_DIR.
 *
 * @param recorded the place a former start chose, when it was not inside
 */
export function locateDataFolder(
  dataDir: string,
  recorded: string | undefined,
  identity: Identity | undefined,
): { folder: string; outside: boolean } {
  const inside = resolve(dataDir, folderName)
  if (recorded) {
    claimOutsideFolder(recorded, dataDir)
    return { folder: recorded, outside: true }
  }
  if (existsSync(inside) || canReach(dataDir, identity)) {
    if (!canReach(dataDir, identity))
      throw new StartFault(
        `The database in ${inside} belongs to an account that cannot enter ${resolve(dataDir)}: open the folders above it (chmod o+x) and start again.`,
      )
    return { folder: inside, outside: false }
  }
  const key = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)
  const home = join(sharedFolder(), `data-${key}`)
  mkdirSync(home, { recursive: true, mode: 0o711 })
  const folder = join(home, folderName)
  claimOutsideFolder(folder, dataDir)
  return { folder, outside: true }
}

/** Keeps a copied DATA_DIR from writing into the original's database; a moved one takes its database along. */
function claimOutsideFolder(folder: string, dataDir: string): void {
  const note = join(dirname(folder), 'data-dir')
  const here = resolve(dataDir)
  const owner = existsSync(note) ? readFileSync(note, 'utf8') : here
  if (owner !== here && existsSync(join(owner, 'postgres.json')))
    throw new StartFault(
      `${here} is a copy of ${owner}, whose database lies in ${folder}: start with an empty DATA_DIR and restore a backup there.`,
    )
  if (!existsSync(dirname(folder)))
    throw new StartFault(
      `The database of ${here} was in ${folder}, which is gone: put it back, or remove ${join(here, 'postgres.json')} to begin with an empty one.`,
    )
  writeFileSync(note, here)
}

/**
 * Sees to it that the folder holds a database this Postgres can serve, creating an empty one when there is none.
 *
 * @param first what a new database is created with: its password, and whether it must outlive a power cut at once
 * @returns true when the database was created now
 * @throws StartFault when it was written by another major version, or cannot be created
 */
export function prepareDataFolder(
  folder: string,
  binaries: Binaries,
  identity: Identity | undefined,
  first: { password: string; sync: boolean },
): boolean {
  const version = readVersion(folder)
  if (version === undefined) {
    initialise(folder, binaries, identity, first)
    return true
  }
  if (version !== binaries.major)
    throw new StartFault(
      `The database in ${folder} was written by Postgres ${version}, and this program brings Postgres ${binaries.major}: make a backup with the old program and restore it here, or set DATA_DIR to another folder.`,
    )
  const owner = ownerOf(folder)
  if (identity && owner?.uid === 0)
    giveTo(identity, folder) // as when root copied it back from a backup
  else if (!identity && process.getuid && owner && owner.uid !== process.getuid())
    throw new StartFault(
      `The database in ${folder} belongs to another account (uid ${owner.uid}): start as that account or as root, or set DATA_DIR to another folder.`,
    )
  chmodSync(folder, 0o700) // Postgres insists, and a copy may have lost it
  return false
}

function readVersion(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') {
      if (existsSync(folder) && readdirSync(folder).length > 0)
        throw new StartFault(`${folder} is not empty and holds no database: move it away and start again.`)
      return undefined
    }
    throw new StartFault(
      `Cannot read the database in ${folder} (${code}): start as its owner or as root, or set DATA_DIR to another folder.`,
    )
  }
}

/** Creates the database beside its place and moves it there when it is whole, so that an interrupted try leaves nothing. */
function initialise(
  folder: string,
  binaries: Binaries,
  identity: Identity | undefined,
  { password, sync }: { password: string; sync: boolean },
): void {
  const half = `${folder}.new`
  const secrets = mkdtempSync(join(tmpdir(), 'intellicv-'))
  try {
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half, { mode: 0o700 })
    const passwordFile = join(secrets, 'password')
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    if (identity)
      for (const path of [half, secrets, passwordFile]) chownSync(path, identity.uid, identity.gid)
    const result = spawnSync(
      binaries.initdb,
      [
        ...['-D', half, '-U', 'postgres', '--auth', 'scram-sha-256', '--pwfile', passwordFile],
        ...(sync ? [] : ['--no-sync']),
        // One order and one notion of letters on every machine, whatever its locales.
        ...[
          '--encoding',
          'UTF8',
          '--locale-provider',
          'builtin',
          '--builtin-locale',
          'C.UTF-8',
          '--locale',
          'C',
        ],
      ],
      { encoding: 'utf8', ...runOptions(identity) },
    )
    if (result.status !== 0)
      throw new StartFault(`Postgres could not create a database in ${folder}: ${reason(result)}`)
    rmSync(folder, { recursive: true, force: true })
    renameSync(half, folder)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (error instanceof StartFault) throw error
    throw new StartFault(`Cannot create the data folder ${folder}: ${(error as Error).message}`)
  } finally {
    rmSync(secrets, { recursive: true, force: true })
  }
}

function reason({ error, stderr }: { error?: Error; stderr: string | null }): string {
  return error?.message ?? meaningfulLine(stderr ?? '')
}

/** The one line of Postgres's output that says why it gave up. */
export function meaningfulLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  const telling = lines.filter((line) =>
    /\b(FATAL|PANIC|ERROR)\b|error:|could not|cannot|No space/i.test(line),
  )
  const line = telling.find((candidate) => !/removing|database system is shut down/i.test(candidate))
  return (line ?? lines.filter(Boolean).at(-1) ?? 'it gave no reason').replace(
    /^.*?(?:FATAL|PANIC|ERROR|error):\s+/,
    '',
  )
}

function giveTo(identity: Identity, folder: string): void {
  chownSync(folder, identity.uid, identity.gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) giveTo(identity, path)
    else if (!entry.isSymbolicLink()) chownSync(path, identity.uid, identity.gid)
  }
}
