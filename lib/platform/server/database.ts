import { env, parseEnv, provideEnv } from '#lib/platform/config/env.ts'
import { closeDatabase } from '#lib/platform/db/client.ts'
import { startEmbeddedPostgres } from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { StartFault } from '#lib/platform/embedded-postgres/start-fault.ts'
import { migrate } from '#lib/platform/migrations/migrate.ts'
import { migrateQueue } from '#lib/platform/queue/worker.ts'
import { keptSecret } from './secret.ts'

export type OpenDatabase = { url: string; close(): Promise<void> }

/** Parses the environment, or says in one line per fault what is wrong with it. */
export function checkEnvironment(): void {
  const parsed = parseEnv(process.env)
  if (parsed.ok) return
  throw new StartFault(['The environment is wrong:', ...parsed.error.map((line) => `  ${line}`)].join('\n'))
}

/**
 * Makes the database ready for this version: the one the environment names, or our own in DATA_DIR, with every
 * migration applied. Also settles the secret that signs sessions. `log` hears short lines of what is being done.
 */
export async function openDatabase(log: (line: string) => void): Promise<OpenDatabase> {
  const { DATABASE_URL, AUTH_SECRET, DATA_DIR, NODE_ENV } = env()
  if (DATABASE_URL && !AUTH_SECRET && NODE_ENV === 'production') {
    throw new StartFault(
      'AUTH_SECRET: is needed with DATABASE_URL, so that every process signs with the same one.',
    )
  }
  const own = DATABASE_URL ? undefined : await startEmbeddedPostgres({ dataDir: DATA_DIR, log })
  const url = DATABASE_URL ?? own?.url ?? ''
  provideEnv({ DATABASE_URL: url, AUTH_SECRET: AUTH_SECRET ?? keptSecret(DATA_DIR) })
  const close = async () => {
    await closeDatabase()
    await own?.stop()
  }
  try {
    await migrate(url, { log })
    await migrateQueue(url)
  } catch (cause) {
    await close()
    throw cause
  }
  return { url, close }
}
