import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { signAccessToken } from '#lib/accounts/tokens.ts'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { closeDatabase } from '#lib/platform/db/client.ts'
import { findFreePort, startEmbeddedPostgres } from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { migrate } from '#lib/platform/migrations/migrate.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'

export const PASSWORD = 'a password for benchmarks'
const SECRET = 'a secret for benchmarks, 32 characters'

/**
 * What a benchmark of the bridge runs on: an empty database of its own, the app as a process on it, and people. The
 * benchmark's own process has the database too, so that it can call the product's code on it.
 */
export type World = {
  readonly databaseUrl: string
  readonly url: string
  readonly admin: Actor
  app: AppProcess
  /** Runs one statement beside the product. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** Makes people by the hundred; answers their ids. */
  people(count: number): Promise<string[]>
  token(userId: string): Promise<string>
  readonly folder: string
  /** Starts the app again on its port, after it was killed. */
  restart(): Promise<void>
  /** Starts the database again on its port, after it was killed. */
  restartDatabase(): Promise<void>
  close(): Promise<void>
}

export async function openWorld(env: Record<string, string> = {}): Promise<World> {
  const folder = makeTemporaryFolder('bench-lockstep')
  let postgres = await startEmbeddedPostgres({ dataDir: folder })
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  provideEnv({ DATABASE_URL: postgres.url, AUTH_SECRET: SECRET, PUBLIC_URL: url, LOG_LEVEL: 'fatal' })
  await migrate(postgres.url, { log: () => undefined })
  await migrateQueue(postgres.url)
  const pool = new pg.Pool({ connectionString: postgres.url, max: 4 })
  pool.on('error', () => undefined)
  const start = () =>
    startApp({
      dataDir: folder,
      port,
      env: {
        DATABASE_URL: postgres.url,
        AUTH_SECRET: SECRET,
        PUBLIC_URL: url,
        SEED_ADMIN_EMAIL: 'admin@example.test',
        SEED_ADMIN_PASSWORD: PASSWORD,
        SEED_USER_EMAIL: 'user@example.test',
        SEED_USER_PASSWORD: PASSWORD,
        RATE_LIMIT_SCALE: '1000000',
        LOG_LEVEL: 'fatal',
        ...env,
      },
    })
  const app = await start()
  const [seeded] = (await pool.query<{ id: string }>(`SELECT id FROM "user" WHERE role = 'admin'`)).rows
  const admin: Actor = { id: seeded?.id ?? '', name: 'Admin', role: 'admin', portal: 'api' }
  const world: World = {
    databaseUrl: postgres.url,
    url,
    admin,
    app,
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await pool.query<Row>(text, values)).rows
    },
    people: (count) => makePeople(pool, count),
    token: (userId) => signAccessToken({ userId, familyId: randomUUID(), signInEpoch: 1 }),
    folder,
    async restart() {
      world.app = await start()
    },
    async restartDatabase() {
      postgres = await startEmbeddedPostgres({ dataDir: folder })
    },
    async close() {
      await world.app.stop()
      await pool.end()
      await closeDatabase()
      await postgres.stop()
      removeFolder(folder)
    },
  }
  return world
}

async function makePeople(pool: pg.Pool, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH made AS (
       INSERT INTO "user" (id, email, name) SELECT $2 || n, $2 || n || '@example.test', 'Person ' || n
       FROM generate_series(1, $1::int) AS n RETURNING id
     ), profiles AS (INSERT INTO profile (user_id) SELECT id FROM made),
     preferences AS (INSERT INTO preferences (user_id) SELECT id FROM made)
     SELECT id FROM made`,
    [count, `${randomUUID().slice(0, 8)}-`],
  )
  return rows.map(({ id }) => id)
}

/** Changes headlines as staff do, by the REST API; keeps each person's version so that no edit is a conflict. */
export function headlineWriter(world: World, token: string): (personId: string) => Promise<void> {
  const versions = new Map<string, number>()
  let n = 0
  return async (personId) => {
    const response = await fetch(`${world.url}/api/v1/admin/users/${personId}/update`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        baseVersion: versions.get(personId) ?? 1,
        fields: { headline: `A headline of the usual length, number ${n++}` },
      }),
    })
    const answer = (await response.json()) as { version?: number }
    if (!response.ok) throw new Error(`A write was answered ${response.status}: ${JSON.stringify(answer)}`)
    versions.set(personId, Number(answer.version))
  }
}

/** Open loop: a call begins every 1/rate seconds whether or not those before have ended. Answers what failed. */
export async function atRate(
  perSecond: number,
  seconds: number,
  call: (n: number) => Promise<void>,
): Promise<string[]> {
  const calls: Promise<string | null>[] = []
  const startedAt = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = startedAt + (n * 1_000) / perSecond
    await pause(Math.max(0, due - performance.now()))
    calls.push(
      call(n).then(
        () => null,
        (cause: unknown) => String(cause),
      ),
    )
  }
  return (await Promise.all(calls)).filter((failure) => failure !== null)
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
