import { z } from 'zod'
import { provideEnv } from '#lib/platform/config/env.ts'
import { askProvider } from '#lib/providers/ask-service.ts'
import { FIXTURES } from '#lib/providers/fixtures.ts'
import { beginLockAnew } from '#lib/providers/testing/fresh-lock.ts'
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
  await beginLockAnew({ callsPerDay: 1_000_000, tokensPerDay: 2_000_000_000 })
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
