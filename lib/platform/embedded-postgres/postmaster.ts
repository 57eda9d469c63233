import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processIdentity } from '../bootstrap/file-lock.mjs'
import { type Binaries, runOptions } from './binaries.ts'
import { meaningfulLine } from './data-folder.ts'
import type { Identity } from './identity.ts'
import { StartFault } from './start-fault.ts'

/** A Postgres that runs on a data folder, as its postmaster.pid tells. */
export interface Postmaster {
  pid: number
  port: number
  status: 'starting' | 'ready' | 'stopping' | 'standby'
}

/**
 * Settings of a database for one app on one machine. Durability is Postgres's own: a commit that was acknowledged is
 * on the disk, so kill -9 and power cuts lose none.
 */
export const defaultSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  jit: 'off', // its compile time is longer than our statements
  timezone: 'UTC',
  log_timezone: 'UTC',
}

const pidFileName = 'postmaster.pid'
const startTimeoutMs = 60_000
const stopTimeoutMs = 8_000
const pollMs = 5

/** The Postgres that runs on this folder; undefined when none does, also when a pid file was left behind. */
export function findPostmaster(folder: string): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(folder, pidFileName), 'utf8').split('\n')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new StartFault(`Cannot read ${join(folder, pidFileName)} (${code}): start as its owner or as root.`)
  }
  const pid = Number.parseInt(lines[0] ?? '', 10)
  if (!Number.isInteger(pid) || !isServing(pid, folder)) return undefined
  return {
    pid,
    port: Number.parseInt(lines[3] ?? '', 10),
    status: (lines[7]?.trim() as Postmaster['status']) || 'starting',
  }
}

/** Whether that process is a Postgres on that folder, and not another program that was given the number since. */
function isServing(pid: number, folder: string): boolean {
  if (!processIdentity(pid)) return false
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
    } catch (error) {
      // Another account's process cannot be looked at; the folder was readable, so the file is to be believed.
      return (error as NodeJS.ErrnoException).code === 'EACCES'
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).stdout.includes(folder)
}

/**
 * Starts Postgres on the folder and waits until it serves. It runs in a session of its own, so that Ctrl-C in the
 * terminal reaches the program first, which can then finish its work; and its log goes to a file, so that it lives on
 * when the program is killed.
 *
 * @returns 'port taken' when somebody listens there
 */
export async function startPostmaster(options: {
  binaries: Binaries
  folder: string
  identity: Identity | undefined
  port: number
  logFile: string
  settings: Readonly<Record<string, string>>
}): Promise<Postmaster | 'port taken'> {
  const { binaries, folder, identity, port, logFile } = options
  const settings = {
    ...defaultSettings,
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  }
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    removeStalePidFile(folder)
    const { child, output } = spawnPostgres(binaries, folder, identity, port, logFile, settings)
    const outcome = await untilReady(child, folder, deadline)
    if (outcome === 'ready') return { pid: child.pid as number, port, status: 'ready' }
    if (outcome instanceof Error) throw new StartFault(`Cannot run ${binaries.postgres}: ${outcome.message}`)
    const said = output()
    if (/Address already in use|could not create any TCP\/IP sockets/i.test(said)) return 'port taken'
    // Backends of a killed Postgres live a moment longer than it, and keep its memory.
    if (/pre-existing shared memory block/i.test(said) && Date.now() < deadline) await delay(100)
    else
      throw new StartFault(
        `Postgres did not start on ${folder}: ${meaningfulLine(said)} (its log: ${logFile})`,
      )
  }
}

function spawnPostgres(
  binaries: Binaries,
  folder: string,
  identity: Identity | undefined,
  port: number,
  logFile: string,
  settings: Record<string, string>,
) {
  rotate(logFile)
  const log = openSync(logFile, 'a', 0o600)
  const from = statSync(logFile).size
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binaries.postgres, ['-D', folder, '-p', `${port}`, ...flags], {
    ...runOptions(identity),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  return { child, output: () => readFileSync(logFile).subarray(from).toString('utf8') }
}

/** Waits for the line `ready` that Postgres writes into its pid file, or for its end. */
async function untilReady(
  child: ChildProcess,
  folder: string,
  deadline: number,
): Promise<'ready' | 'ended' | Error> {
  let ended: 'ended' | Error | undefined
  child.once('error', (error) => {
    ended = error
  })
  child.once('exit', () => {
    ended ??= 'ended'
  })
  // Its pid file is not written yet: should this process end now, only we know the child to be stopped.
  const exit = () => child.kill('SIGINT')
  process.once('exit', exit)
  try {
    while (!ended && Date.now() < deadline) {
      const found = findPostmaster(folder)
      if (found?.pid === child.pid && found?.status === 'ready') return 'ready'
      await delay(pollMs)
    }
    if (!ended) child.kill('SIGQUIT')
    return ended ?? 'ended'
  } finally {
    process.off('exit', exit)
  }
}

/** Postgres believes a pid file whose number now belongs to another of its account's programs; we have looked. */
function removeStalePidFile(folder: string): void {
  if (!findPostmaster(folder)) rmSync(join(folder, pidFileName), { force: true })
}

function rotate(logFile: string, limitBytes = 5_000_000): void {
  try {
    if (statSync(logFile).size > limitBytes) renameSync(logFile, `${logFile}.old`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Waits until a Postgres that is starting or stopping has done so; undefined when none runs then. */
export async function settledPostmaster(folder: string): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + startTimeoutMs; ; ) {
    const found = findPostmaster(folder)
    if (!found || found.status === 'ready') return found
    if (Date.now() > deadline)
      throw new StartFault(
        `Postgres (process ${found.pid}) on ${folder} is ${found.status} for a minute: look at its log.`,
      )
    await delay(pollMs)
  }
}

/** Stops Postgres the fast way: open transactions are rolled back, committed work is written. Waits for the end. */
export async function stopPostmaster(folder: string): Promise<void> {
  const running = findPostmaster(folder)
  if (!running) return
  signalStop(running)
  const identity = processIdentity(running.pid)
  let deadline = Date.now() + stopTimeoutMs
  while (identity && isAlive(identity)) {
    if (Date.now() > deadline) {
      process.kill(running.pid, 'SIGQUIT') // recovery at the next start loses nothing that was committed
      deadline = Number.POSITIVE_INFINITY
    }
    await delay(pollMs)
  }
}

/** Asks Postgres to stop and does not wait: all that can be done while the process exits. */
export function signalStop({ pid }: Postmaster): void {
  process.kill(pid, 'SIGINT')
}

/** Whether nobody listens on this port of the loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A port of the loopback address that nobody listens on now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
