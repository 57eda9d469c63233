import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { isAlive, takeFileLock } from '../bootstrap/file-lock.mjs'
import {
  createDatabase,
  dropDatabase,
  startEmbeddedPostgres,
} from '../embedded-postgres/embedded-postgres.ts'
import { listMigrations, migrate } from '../migrations/migrate.ts'
import { projectRoot } from '../migrations/prisma-command.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Postgres of each worker, and the migrated database in it that each test file clones. */
    postgres: { url: string; template: string }[]
  }
}

const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '2GB' }

/**
 * A Postgres for each of the files that run at once: a transaction that a test keeps open holds back the events of
 * every database of its server. They keep their folders between runs, so that only the first run and one with new
 * migrations take longer; runs at the same time share them. What is in them may be lost: nothing waits for the disk.
 */
export default async function setup(project: TestProject): Promise<() => Promise<unknown>> {
  const workers = Array.from({ length: project.vitest.config.maxWorkers }, (_, worker) => worker + 1)
  const begun = await Promise.allSettled(workers.map(startServer))
  const servers = begun.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const stop = () => Promise.all(servers.map((server) => server.stop()))
  const failure = begun.find((outcome) => outcome.status === 'rejected')
  if (failure) {
    await stop()
    throw failure.reason
  }
  project.provide(
    'postgres',
    servers.map(({ url, template }) => ({ url, template })),
  )
  return stop
}

async function startServer(worker: number) {
  // Tests that run tests make databases all the while, and so hold back events for moments: they have one of their own.
  const folder = join(projectRoot, '.tools', `test-postgres-${process.env.TEST_POSTGRES ?? worker}`)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, database: 'postgres', settings })
  const release = await takeFileLock(join(folder, 'template.lock'))
  try {
    await dropLeftovers(postgres.url)
    return { url: postgres.url, template: await makeTemplate(postgres.url), stop: postgres.stop }
  } catch (error) {
    await postgres.stop()
    throw error
  } finally {
    release()
  }
}

/** A database with all migrations applied, named after them; one that was interrupted is made again. */
async function makeTemplate(server: string): Promise<string> {
  const history = listMigrations()
    .map(({ name, checksum }) => `${name} ${checksum}`)
    .join('\n')
  const name = `template_${createHash('sha256').update(history).digest('hex').slice(0, 16)}`
  const isReady = `SELECT 1 FROM pg_database WHERE datname = '${name}' AND datistemplate`
  if ((await query(server, isReady)).length > 0) return name
  await dropDatabase(server, name)
  await migrate(await createDatabase(server, name))
  await query(server, `ALTER DATABASE ${name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`)
  return name
}

/** Databases of runs that were killed: their names begin with the process that made them. */
async function dropLeftovers(server: string): Promise<void> {
  const rows = await query(server, `SELECT datname FROM pg_database WHERE datname LIKE 'test.%'`)
  for (const { datname } of rows)
    if (!isAlive(datname.split('.')[1] ?? '')) await dropDatabase(server, datname)
}

async function query(url: string, sql: string): Promise<{ datname: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
