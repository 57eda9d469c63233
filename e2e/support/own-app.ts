import { type AppProcess, startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { seededAdmin } from './api.ts'

export interface OwnApp extends AppProcess {
  dataDir: string
  /** Stops it and removes its data. */
  close(): Promise<void>
}

/** An app with data of its own, for tests that others beside them must not feel: with `seededAdmin` and nobody else's data. */
export async function ownApp(env: Record<string, string> = {}): Promise<OwnApp> {
  const dataDir = makeTemporaryFolder('e2e-own')
  const app = await startApp({
    dataDir,
    env: {
      RATE_LIMIT_SCALE: '1000',
      LOG_LEVEL: 'warn',
      SEED_ADMIN_EMAIL: seededAdmin.email,
      SEED_ADMIN_PASSWORD: seededAdmin.password,
      ...env,
    },
  })
  return {
    ...app,
    dataDir,
    async close() {
      await app.stop()
      removeFolder(dataDir)
    },
  }
}
