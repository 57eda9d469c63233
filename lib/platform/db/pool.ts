import 'server-only'
import pg from 'pg'
import { env } from '#lib/platform/config/env.ts'
import { runtime } from '#lib/platform/runtime.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import type { Sql } from './sql.ts'

/** Connections this process may hold. Postgres does its best work on this hardware with about ten. */
const POOL_SIZE = 10

/** The process's connections, opened on first use; Prisma runs on the same ones. */
export function pool(): pg.Pool {
  const shared = runtime()
  if (!shared.pool) {
    const made = new pg.Pool({
      connectionString: databaseUrl(),
      max: POOL_SIZE,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      application_name: 'intellicv',
    })
    // An idle connection that the database closes is no fault of anybody's statement.
    made.on(
      'error',
      ({ message }) => made.ending || log.warn({ reason: message }, 'a database connection was lost'),
    )
    shared.pool = made
  }
  return shared.pool as pg.Pool
}

/** Statements on whichever connection is free. */
export function sql(): Sql {
  return overConnection(pool())
}

export function overConnection(connection: Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>): Sql {
  return {
    async rows<Row extends object>({ name, text, values = [] }: Parameters<Sql['rows']>[0]) {
      const config = name === undefined ? { text, values: [...values] } : { name, text, values: [...values] }
      return (await connection.query<Row>(config)).rows
    },
  }
}

export function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (!url) throw new Error('DATABASE_URL is not set: the server sets it once its database is up')
  return url
}
