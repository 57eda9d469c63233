import { newId } from '#lib/core/ids.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { closeDatabase } from '#lib/platform/db/client.ts'
import { recordFailure } from '#lib/providers/service.ts'

/** One of several processes that all tell the lock at once that its holder has no quota left. */
process.once('message', (command: { databaseUrl: string; epoch: number; failures: number }) => {
  provideEnv({ DATABASE_URL: command.databaseUrl, AUTH_SECRET: 'x'.repeat(32), LOG_LEVEL: 'fatal' })
  fail(command.epoch, command.failures).then(
    () => process.send?.({ ok: true }),
    (cause: unknown) => process.send?.({ ok: false, error: String(cause) }),
  )
})

async function fail(epoch: number, failures: number): Promise<void> {
  await Promise.all(
    Array.from({ length: failures }, () =>
      recordFailure({
        provider: 'openai',
        epoch,
        callId: newId(),
        kind: 'quota',
        resetsAt: null,
        rule: 'openai.insufficient_quota',
      }),
    ),
  )
  await closeDatabase()
}
