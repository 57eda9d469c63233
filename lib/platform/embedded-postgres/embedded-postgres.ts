import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { threadId } from 'node:worker_threads'
import pg from 'pg'
import { takeFileLock } from '../bootstrap/file-lock.mjs'
import { type Binaries, prepareBinaries, runOptions } from './binaries.ts'
import { createDatabase } from './create-database.ts'
import { locateDataFolder, meaningfulLine, ownerOf, prepareDataFolder } from './data-folder.ts'
import { chooseIdentity, type Identity } from './identity.ts'
import {
  findFreePort,
  findPostmaster,
  isPortFree,
  type Postmaster,
  settledPostmaster,
  signalStop,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts'
import {
  explainFileError,
  generatePassword,
  makeDataDir,
  type PostgresRecord,
  readRecord,
  writeRecord,
} from './record.ts'
import { StartFault } from './start-fault.ts'
import { Users } from './users.ts'

export { createDatabase, databaseUrl, dropDatabase } from './create-database.ts'
export { findFreePort } from './postmaster.ts'
export { StartFault } from './start-fault.ts'

export interface EmbeddedPostgresOptions {
  /** DATA_DIR: made when missing. Holds the record (port, password), the log and, where it can, the database. */
  dataDir: string
  /** Told in short lines what is being done; never a secret. */
  log?: (line: string) => void
  /** The database that the URL names; made when missing. */
  database?: string
  /** Postgres settings besides our own, as `name: value`. */
  settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  /** postgresql://postgres:…@127.0.0.1:<port>/<database> */
  url: string
  port: number
  /** Whether it ran already, started by another process that still lives or was killed. */
  adopted: boolean
  /** Leaves it, and stops it and waits for its end when no other process uses it. May be called more than once. */
  stop(): Promise<void>
}

let uses = 0

/**
 * Starts the Postgres that npm installed, on the data kept in DATA_DIR, or joins the one that runs there already.
 * It listens on 127.0.0.1 only, with a generated password kept in DATA_DIR/postgres.json (mode 0600). It outlives a
 * process that is killed -9 and is joined by the next one; the last process that uses it stops it, at stop() or, at
 * the latest, when that process exits.
 *
 * @throws StartFault with one line that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  try {
    return await start({ ...options, dataDir })
  } catch (error) {
    throw explainFileError(error, dataDir)
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log = () => {}, database = 'intellicv', settings = {} } = options
  makeDataDir(dataDir)
  const lockFile = resolve(dataDir, 'postgres.lock')
  const users = new Users(dataDir, `.${threadId}-${++uses}`)
  const release = await takeFileLock(lockFile, {
    onWait: () => log('waiting for another process to start Postgres'),
  })
  try {
    const place = locate(dataDir)
    const { folder } = place
    users.join()
    // From here on, also while Postgres starts: a process that is told to end must not leave it behind.
    const exit = onExit(users, folder)
    let adopted = true
    try {
      const found = await startOrAdopt(dataDir, place, settings, log)
      adopted = found.adopted
      const { running } = found
      const server = await connectable(dataDir, running.port, running.pid)
      if (adopted) log(`joined the Postgres that runs on port ${running.port}`)
      let stopping: Promise<void> | undefined
      const stop = () => {
        stopping ??= leave(lockFile, users, folder).finally(() => process.off('exit', exit))
        return stopping
      }
      return { url: await createDatabase(server, database), port: running.port, adopted, stop }
    } catch (error) {
      process.off('exit', exit)
      if (users.leave() && !adopted) await stopPostmaster(folder)
      throw error
    }
  } finally {
    release()
  }
}

/** Where the database of this DATA_DIR is or will be, and who runs it with what. */
function locate(dataDir: string) {
  const record = readRecord(dataDir)
  const identity = chooseIdentity(ownerOf(record?.folder ?? resolve(dataDir, 'postgres')))
  return {
    record,
    identity,
    ...locateDataFolder(dataDir, record?.folder, identity),
    binaries: prepareBinaries(identity),
  }
}

async function startOrAdopt(
  dataDir: string,
  { record, identity, folder, outside, binaries }: ReturnType<typeof locate>,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<{ running: Postmaster; adopted: boolean }> {
  const found = await settledPostmaster(folder)
  if (found) return { running: found, adopted: true }

  const password = record?.password ?? generatePassword()
  const next: PostgresRecord = {
    port: record?.port ?? (await findFreePort()),
    password,
    ...(outside && { folder }),
  }
  if (outside && !record)
    log(`the database lies in ${folder}: Postgres, which cannot run as root, cannot enter ${dataDir}`)
  const created = prepareDataFolder(folder, binaries, identity, { password, sync: settings.fsync !== 'off' })
  if (!created && !record) setPassword(binaries, folder, identity, password)
  writeRecord(dataDir, next)
  for (let attempt = 0; attempt < 5; attempt++) {
    if (attempt > 0 || !(await isPortFree(next.port))) {
      const taken = next.port
      next.port = await findFreePort()
      log(`port ${taken} is taken, Postgres moves to ${next.port}`)
      writeRecord(dataDir, next)
    }
    const logFile = resolve(dataDir, 'postgres.log')
    const running = await startPostmaster({ binaries, folder, identity, port: next.port, logFile, settings })
    if (running === 'port taken') continue
    log(`${created ? 'created a database and started' : 'started'} Postgres on port ${next.port}`)
    return { running, adopted: false }
  }
  throw new StartFault('Postgres found no free port on 127.0.0.1: every one tried was taken at once.')
}

/** The record was lost, the data are there: a new password can be set while no server runs. */
function setPassword(
  binaries: Binaries,
  folder: string,
  identity: Identity | undefined,
  password: string,
): void {
  const result = spawnSync(binaries.postgres, ['--single', '-D', folder, 'postgres'], {
    ...runOptions(identity),
    encoding: 'utf8',
    input: `ALTER ROLE postgres PASSWORD '${password}'\n`,
  })
  if (result.status !== 0)
    throw new StartFault(
      `Cannot set a new password for the database in ${folder}: ${meaningfulLine(result.stderr ?? '')}`,
    )
}

/** Proves that what listens there is our Postgres, by the password. */
async function connectable(dataDir: string, port: number, pid: number): Promise<string> {
  const record = readRecord(dataDir)
  const url = `postgresql://postgres:${record?.password ?? ''}@127.0.0.1:${port}/postgres`
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
  } catch (error) {
    throw new StartFault(
      `A Postgres (process ${pid}) runs on the data of ${dataDir} and does not let us in (${(error as Error).message}): stop it and start again.`,
    )
  }
  await client.end()
  return url
}

async function leave(lockFile: string, users: Users, folder: string): Promise<void> {
  const release = await takeFileLock(lockFile)
  try {
    if (users.leave()) await stopPostmaster(folder)
  } finally {
    release()
  }
}

/** A process that ends without stop() cannot wait any more; it can still ask Postgres to go. */
function onExit(users: Users, folder: string): () => void {
  const exit = () => {
    const running = findPostmaster(folder)
    if (users.leave() && running) signalStop(running)
  }
  process.once('exit', exit)
  return exit
}
