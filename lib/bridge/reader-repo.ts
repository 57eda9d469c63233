import 'server-only'
import pg from 'pg'
import { overConnection } from '#lib/platform/db/pool.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import { log } from '#lib/platform/telemetry/log.ts'

/**
 * A connection for whoever follows the log: requests that fill the pool never keep it waiting. It is opened when it is
 * needed and again after a fault; a read that cannot be made rejects.
 */
export class LogReader {
  readonly #pool: pg.Pool
  readonly sql: Sql

  constructor(databaseUrl: string, connections = 1) {
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      max: connections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 0,
      application_name: 'intellicv-log-reader',
    })
    this.#pool.on('error', ({ message }) =>
      log.warn({ reason: message }, 'the log reader lost its connection'),
    )
    this.sql = overConnection(this.#pool)
  }

  async close(): Promise<void> {
    this.#pool.removeAllListeners('error').on('error', () => undefined)
    await this.#pool.end()
  }
}
