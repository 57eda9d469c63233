import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { provideEnv } from '#lib/platform/config/env.ts'
import { runtime } from '#lib/platform/runtime.ts'
import { processIdentity } from '../bootstrap/file-lock.mjs'
import { createDatabase, databaseUrl, dropDatabase } from '../embedded-postgres/embedded-postgres.ts'

/** A database of one test file. */
export interface TestDatabase {
  /** Its URL, from beforeAll on. */
  readonly url: string
  /** Runs one statement beside the code under test, on a connection of its own. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
}

/**
 * Gives the test file an empty, migrated database of its own, on a real Postgres, and drops it at the
 * end. `db()` and `env()` of the code under test work on it. Call it once, at the top of the file or of a describe.
 */
export function useDatabase(): TestDatabase {
  const name = `test.${processIdentity(process.pid)}.${randomUUID().slice(0, 8)}`
  const { url: server, template } = ownServer()
  const url = databaseUrl(server, name)
  // A client, not a pool: its end() waits for the connection to be closed, so that the drop kills nobody.
  const client = new pg.Client({ connectionString: url })
  let connected: Promise<unknown> | undefined

  beforeAll(async () => {
    await createDatabase(server, name, { template })
    provideEnv({ DATABASE_URL: url })
  })
  afterAll(async () => {
    if (connected) await client.end()
    if (runtime().pool) await (await import('#lib/platform/db/client.ts')).closeDatabase()
    await dropDatabase(server, name)
  })
  return {
    url,
    async query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) {
      connected ??= client.connect()
      await connected
      return (await client.query<Row>(sql, values)).rows
    },
  }
}

/** The server that this file may use, for tests that make databases of their own. */
export function testServerUrl(): string {
  return ownServer().url
}

/** The Postgres of the worker that runs this file. */
function ownServer(): { url: string; template: string } {
  const server = inject('postgres')[Number(process.env.VITEST_POOL_ID) - 1]
  if (!server) throw new Error(`Worker ${process.env.VITEST_POOL_ID} was given no Postgres.`)
  return server
}
