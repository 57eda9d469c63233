import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { processIdentity } from '../bootstrap/file-lock.mjs'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { createDatabase, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { findPostmaster, isPortFree } from './postmaster.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function newDataDir(): string {
  const folder = makeTemporaryFolder('postgres')
  cleanups.push(() => removeFolder(folder))
  return join(folder, 'data')
}

/** A copy of one that was used before, as a backup would be: to create a database takes ten times as long. */
let usedBefore: string
beforeAll(async () => {
  const folder = makeTemporaryFolder('postgres')
  usedBefore = join(folder, 'data')
  await (await startEmbeddedPostgres({ dataDir: usedBefore, settings: { fsync: 'off' } })).stop()
  return () => removeFolder(folder)
})

function usedDataDir(): string {
  const dataDir = newDataDir()
  cpSync(usedBefore, dataDir, { recursive: true, preserveTimestamps: true })
  return dataDir
}

/** Without waiting for the disk, except where that is what a test is about. */
async function start(
  dataDir: string,
  settings: Record<string, string> = { fsync: 'off' },
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, settings })
  cleanups.push(() => postgres.stop())
  return postgres
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

const isRunning = (dataDir: string) => findPostmaster(join(dataDir, 'postgres')) !== undefined

const program = `
  import { startEmbeddedPostgres } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'embedded-postgres.ts')).href)}
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[1], settings: { fsync: 'off' } })
  process.on('SIGTERM', () => process.exit(0))
  process.on('SIGINT', async () => { await postgres.stop(); process.exit(0) })
  setInterval(() => {}, 1000)
  console.log(JSON.stringify({ url: postgres.url, adopted: postgres.adopted }))
`

/** The same in a process of its own, to be killed. */
async function startElsewhere(
  dataDir: string,
): Promise<{ child: ChildProcess; url: string; adopted: boolean }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)))
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  ended.catch(() => {})
  return { child, ...JSON.parse(line) }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

describe('the embedded Postgres', () => {
  test('keeps data and port from one start to the next, and is gone in between', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    expect(isRunning(dataDir)).toBe(false)
    const second = await start(dataDir)
    expect(second.port).toBe(first.port)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('loses no acknowledged commit by its settings', async () => {
    const { url } = await start(usedDataDir(), {})
    const names = ['fsync', 'synchronous_commit', 'full_page_writes']
    const rows = await query(url, `SELECT setting FROM pg_settings WHERE name IN ('${names.join("','")}')`)
    expect(rows).toEqual(names.map(() => ({ setting: 'on' })))
  })

  test('listens on the loopback address only, and asks for a password that only its owner can read', async () => {
    const dataDir = usedDataDir()
    const { url } = await start(dataDir)
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600)
    const wrong = new URL(url)
    wrong.password = 'guessed'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  test('moves to another port when its own is taken', async () => {
    const dataDir = usedDataDir()
    const first = await start(dataDir)
    await first.stop()
    const squatter: Server = createServer().listen(first.port, '127.0.0.1')
    await once(squatter, 'listening')
    cleanups.push(() => squatter.close())
    const second = await start(dataDir)
    expect(second.port).not.toBe(first.port)
    expect(JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')).port).toBe(second.port)
  })

  test('starts beside a pid file that a dead process left, even when its number was given out again', async () => {
    const dataDir = usedDataDir()
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    for (const pid of [2_000_000_000, process.pid]) {
      writeFileSync(pidFile, `${pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`)
      const again = await start(dataDir)
      expect(again.adopted).toBe(false)
      await again.stop()
    }
  })

  test('can be used when the file with its password was lost', async () => {
    const dataDir = usedDataDir()
    const first = await start(dataDir)
    await query(first.url, 'CREATE TABLE kept (id int)')
    await first.stop()
    rmSync(join(dataDir, 'postgres.json'))
    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([])
  })

  test('begins anew where an interrupted start left half a database', async () => {
    const dataDir = newDataDir()
    mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true })
    const postgres = await start(dataDir)
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false)
  })

  test('makes a database once, however many ask', async () => {
    const { url } = await start(usedDataDir())
    const urls = await Promise.all([1, 2, 3].map(() => createDatabase(url, "it's one")))
    expect(new Set(urls).size).toBe(1)
    expect(await query(urls[0] as string, 'SELECT current_database() AS name')).toEqual([
      { name: "it's one" },
    ])
  })
})

describe('processes that share it', () => {
  test('start it once between them, and the last one stops it', async () => {
    const dataDir = newDataDir()
    const [a, b] = await Promise.all([startElsewhere(dataDir), startElsewhere(dataDir)])
    expect([a.adopted, b.adopted].sort()).toEqual([false, true])
    const [starter, joiner] = a.adopted ? [b, a] : [a, b]
    await end(starter.child, 'SIGINT')
    expect(await query(joiner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await end(joiner.child, 'SIGINT')
    expect(isRunning(dataDir)).toBe(false)
  })

  test('inherit it from one that was killed, with all it had committed, and stop it in the end', async () => {
    const dataDir = usedDataDir()
    const killed = await startElsewhere(dataDir)
    await query(killed.url, 'CREATE TABLE kept AS SELECT 1 AS id')
    await end(killed.child, 'SIGKILL')
    const heir = await start(dataDir)
    expect(heir.adopted).toBe(true)
    expect(await query(heir.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
    await heir.stop()
    expect(isRunning(dataDir)).toBe(false)
  })

  test('take it along when they exit without a word', async () => {
    const dataDir = usedDataDir()
    const { child, url } = await startElsewhere(dataDir)
    const port = Number(new URL(url).port)
    await end(child, 'SIGTERM')
    await expect.poll(() => isRunning(dataDir), { timeout: 5_000, interval: 10 }).toBe(false)
    expect(await isPortFree(port)).toBe(true)
  })

  test('take it along when they exit before it has said a word', async () => {
    const dataDir = usedDataDir()
    const url = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'embedded-postgres.ts')).href)
    // Ends in the moment that follows the birth of Postgres: no pid file names it then.
    const child = spawn(
      process.execPath,
      [
        '--input-type=module-typescript',
        '-e',
        `import processes from 'node:child_process'
         import { syncBuiltinESMExports } from 'node:module'
         const { spawn } = processes
         processes.spawn = (...args) => {
           const postgres = spawn(...args)
           console.log(postgres.pid)
           queueMicrotask(() => process.exit(0))
           return postgres
         }
         syncBuiltinESMExports()
         const { startEmbeddedPostgres } = await import(${url})
         await startEmbeddedPostgres({ dataDir: process.argv[1], settings: { fsync: 'off' } })`,
        dataDir,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const pid = Number(line)
    expect(pid).toBeGreaterThan(0)
    cleanups.push(() => processIdentity(pid) && process.kill(pid, 'SIGQUIT'))
    await expect.poll(() => processIdentity(pid), { timeout: 10_000, interval: 10 }).toBeUndefined()
    expect(isRunning(dataDir)).toBe(false)
  })

  test('find every commit again after Postgres itself was killed under load', async () => {
    const dataDir = usedDataDir()
    const first = await start(dataDir, {})
    await query(first.url, 'CREATE TABLE ledger (id int)')
    let acknowledged = 0
    const client = new pg.Client({ connectionString: first.url })
    client.on('error', () => {})
    await client.connect()
    const postmaster = findPostmaster(join(dataDir, 'postgres'))
    await expect(async () => {
      for (;;) {
        await client.query('INSERT INTO ledger VALUES ($1)', [acknowledged + 1])
        acknowledged++
        if (acknowledged === 100) process.kill(postmaster?.pid as number, 'SIGKILL')
      }
    }).rejects.toThrow()
    const second = await start(dataDir)
    expect(second.adopted).toBe(false)
    const [row] = await query(second.url, 'SELECT count(*)::int AS count FROM ledger')
    expect(row?.count).toBeGreaterThanOrEqual(acknowledged)
  })
})

test('a start leaves nothing in DATA_DIR but what it needs', async () => {
  const dataDir = newDataDir()
  await (await start(dataDir)).stop()
  expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log', 'postgres.users'])
})
