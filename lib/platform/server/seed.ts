import 'server-only'
import { randomBytes } from 'node:crypto'
import { seedAccount } from '#lib/accounts/seed.ts'
import { startForecastRun } from '#lib/forecasts/service.ts'
import { env } from '#lib/platform/config/env.ts'
import { seedStarterSeries } from '#lib/series/service.ts'

export type SeededAccount = { role: 'admin' | 'user'; email: string; password: string; generated: boolean }

/**
 * Puts in what a first look needs: an admin, a demo user, starter data and its forecast. Runs at each start and adds
 * only what is missing. Answers the accounts it made, with the passwords it generated.
 */
export async function seed(): Promise<SeededAccount[]> {
  const values = env()
  const made: SeededAccount[] = []
  const wanted = [
    {
      role: 'admin' as const,
      name: 'Ada Admin',
      email: values.SEED_ADMIN_EMAIL ?? 'admin@example.com',
      password: values.SEED_ADMIN_PASSWORD,
    },
    {
      role: 'user' as const,
      name: 'Uma User',
      email: values.SEED_USER_EMAIL ?? 'user@example.com',
      password: values.SEED_USER_PASSWORD,
    },
  ]
  for (const { role, name, email, password } of wanted) {
    const chosen = password ?? randomBytes(12).toString('base64url')
    const isNew = await seedAccount({ role, name, email: email.toLowerCase(), password: chosen })
    if (isNew) made.push({ role, email, password: chosen, generated: password === undefined })
  }
  const { seeded } = await seedStarterSeries()
  if (seeded) await startForecastRun({ trigger: 'import' })
  return made
}
