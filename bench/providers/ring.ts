import { z } from 'zod'
import { provideEnv } from '#lib/platform/config/env.ts'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { askProvider } from '#lib/providers/ask-service.ts'
import { budgets } from '#lib/providers/budget-service.ts'
import { FIXTURES } from '#lib/providers/fixtures.ts'
import { leases } from '#lib/providers/lease.ts'
import { acquireLock } from '#lib/providers/service.ts'
import { ProviderServer } from '#lib/providers/testing/provider-server.ts'

export const answerSchema = z.strictObject({ word: z.string() })
export const SYSTEM = 'Say a word.'

/** Local servers that speak the wire formats of the providers, and a lock that begins anew. */
export async function openRing(): Promise<ProviderServer> {
  const server = await ProviderServer.start()
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), ...server.env('openai', 'gemini', 'groq') })
  await beginAnew(server)
  return server
}

/** Nothing has happened yet: the first provider holds the lock, and all answer. */
export async function beginAnew(server: ProviderServer): Promise<void> {
  server.reset()
  await inSqlTransaction(async (sql) => {
    await sql.rows({ text: 'TRUNCATE provider_audit, provider_call, provider_budget' })
    await sql.rows({
      text: `UPDATE provider_lock SET state = '{}', seq = 0, epoch = epoch + 10, holder = 'builtin'`,
    })
    await sql.rows({
      text: 'UPDATE staff_settings SET ai_calls_per_day = 1000000, ai_tokens_per_day = 2000000000',
    })
  })
  leases().forget()
  budgets().forget()
  await acquireLock()
  for (const name of ['openai', 'gemini', 'groq'] as const) server.answers(name, { word: name })
}

let asked = 0
/** A question that nobody asked before. */
export function ask() {
  return askProvider({
    purpose: 'bench.word',
    prompt: { version: 1, instructions: SYSTEM, data: { n: ++asked } },
    schema: answerSchema,
  })
}

export function quotaReply() {
  const fixture = FIXTURES.find(
    ({ provider, expected }) => provider === 'openai' && expected.kind === 'quota',
  )
  if (!fixture) throw new Error('There is no quota failure of OpenAI among the fixtures')
  const { status, headers, body } = fixture
  return { status, headers, body }
}
