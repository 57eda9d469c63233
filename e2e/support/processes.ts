import {
  type EmbeddedPostgres,
  findFreePort,
  startEmbeddedPostgres,
} from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { seededAdmin } from './api.ts'

export interface Processes {
  apps: readonly AppProcess[]
  /** Stops what still runs and removes the data. */
  close(): Promise<void>
}

/** Several processes of the app on one Postgres of their own, with `seededAdmin`. Browsers may use the first. */
export async function startProcesses(count: number): Promise<Processes> {
  const folder = makeTemporaryFolder('e2e-processes')
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: folder })
  const port = await findFreePort()
  const start = (n: number) =>
    startApp({
      dataDir: `${folder}/${n}`,
      ...(n === 0 ? { port } : {}),
      env: {
        DATABASE_URL: postgres.url,
        // As behind a balancer they have one address, which their tokens name and whose pages may act.
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        AUTH_SECRET: 'a secret that several processes share',
        SEED_ADMIN_EMAIL: seededAdmin.email,
        SEED_ADMIN_PASSWORD: seededAdmin.password,
        RATE_LIMIT_SCALE: '1000',
        LOG_LEVEL: 'warn',
      },
    })
  const apps = await Promise.all(Array.from({ length: count }, (_, n) => start(n)))
  return {
    apps,
    async close() {
      await Promise.all(apps.map((app) => app.stop()))
      await postgres.stop()
      removeFolder(folder)
    },
  }
}
