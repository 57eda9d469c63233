import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { StartFault } from '../embedded-postgres/start-fault.ts'
import { prismaCommand, projectRoot } from './prisma-command.ts'

/** Any constant; Prisma takes a lock of its own with another number. */
const advisoryLock = 4_728_104_377

interface Migration {
  name: string
  /** SHA-256 of migration.sql in hex, as Prisma keeps it. */
  checksum: string
}

/** The migrations of this program, oldest first. */
export function listMigrations(folder = join(projectRoot, 'prisma', 'migrations')): Migration[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => ({ name, checksum: sha256(readFileSync(join(folder, name, 'migration.sql'))) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/**
 * Brings a database to this program's schema. Two processes may call it at once: one works, the other waits. When
 * nothing is to be done it costs one query.
 *
 * @param url the database itself, not a connection pool before it: the lock lives in the session
 * @returns the names of the migrations that were applied
 * @throws StartFault with one line: a migration failed, was changed after it was applied, or is newer than this program
 */
export async function migrate(
  url: string,
  { log = () => {} }: { log?: (line: string) => void } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
  } catch (error) {
    throw new StartFault(`Cannot reach the database at ${withoutSecret(url)}: ${reasonOf(error)}`)
  }
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    const due = pending(await readApplied(client), listMigrations())
    if (due.length === 0) return []
    log(`applying ${due.length === 1 ? '1 migration' : `${due.length} migrations`} to the database`)
    const output = await deploy(url)
    if (output !== undefined) throw new StartFault(explainFailure(await readApplied(client), output))
    return due
  } finally {
    await client.end() // gives the lock back
  }
}

interface Applied {
  migration_name: string
  checksum: string
  finished: boolean
  logs: string | null
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const sql = `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, logs FROM _prisma_migrations
               WHERE rolled_back_at IS NULL ORDER BY started_at`
  try {
    return (await client.query<Applied>(sql)).rows
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return [] // no such table: an empty database
    throw error
  }
}

/** What is still to be applied; refuses a history that ours does not continue. */
export function pending(applied: readonly Applied[], migrations: readonly Migration[]): string[] {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const { migration_name: name, checksum, finished, logs } of applied) {
    if (!finished)
      throw new StartFault(
        `Migration ${name} failed at an earlier start (${reasonIn(logs)}): mend what it ran into, then "npm run tool -- prisma migrate resolve --rolled-back ${name}" and start again.`,
      )
    if (!known.has(name))
      throw new StartFault(
        `The database was migrated by a newer version of this program (${name}): start that version, or restore a backup made with this one.`,
      )
    if (known.get(name) !== checksum)
      throw new StartFault(
        `Migration ${name} was changed after it was applied to this database: take the change back and write it as a new migration.`,
      )
  }
  const done = new Set(applied.map(({ migration_name }) => migration_name))
  return migrations.map(({ name }) => name).filter((name) => !done.has(name))
}

/** @returns what Prisma printed when it failed, undefined when all went well */
async function deploy(url: string): Promise<string | undefined> {
  const { file, args, options } = prismaCommand(['migrate', 'deploy'], url)
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return code === 0 ? undefined : output
}

/** One line out of Prisma's many: which migration, and what the database said. Its table knows both. */
function explainFailure(applied: readonly Applied[], output: string): string {
  const failed = applied.find(({ finished }) => !finished)
  if (failed) return `Migration ${failed.migration_name} failed and was taken back: ${reasonIn(failed.logs)}`
  return `The migrations could not be applied: ${output.replace(/\s+/g, ' ').trim().slice(-500)}`
}

/** What the database said, without the engine's way to it. */
export function reasonIn(logs: string | null): string {
  const lines = (logs ?? '')
    .split('\n')
    .filter((line) => line.trim() && !/^\s+\d+:|^\s+(at|with) /.test(line))
  const telling = lines.map((line) => /(?:ERROR:|No such)\s*.+/.exec(line)?.[0]).find(Boolean)
  return telling?.replace(/^ERROR:\s*/, '') ?? lines.at(-1) ?? 'the database gave no reason'
}

function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: Error[] }
  return message || errors?.[0]?.message || code || 'no answer'
}

function withoutSecret(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}:${port || 5432}${pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
