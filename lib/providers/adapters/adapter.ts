import type { LanguageModel } from 'ai'
import type { Env } from '#lib/platform/config/schema.ts'
import type { ProviderName } from '../domain.ts'
import type { Failure } from '../failure.ts'

/** The variables of the environment that concern AI providers. */
export type ProviderEnv = Pick<
  Env,
  | 'OPENAI_API_KEY'
  | 'OPENAI_MODEL'
  | 'OPENAI_BASE_URL'
  | 'AZURE_OPENAI_API_VERSION'
  | 'GEMINI_API_KEY'
  | 'GEMINI_MODEL'
  | 'GEMINI_BASE_URL'
  | 'GROQ_API_KEY'
  | 'GROQ_MODEL'
  | 'GROQ_BASE_URL'
  | 'CLOUDFLARE_ACCOUNT_ID'
  | 'CLOUDFLARE_API_TOKEN'
  | 'CLOUDFLARE_MODEL'
  | 'CLOUDFLARE_BASE_URL'
  | 'HUGGINGFACE_API_KEY'
  | 'HUGGINGFACE_MODEL'
  | 'HUGGINGFACE_BASE_URL'
>

export type Fetch = typeof globalThis.fetch

export type ProbeResult =
  | { readonly ok: true; readonly latencyMs: number }
  | { readonly ok: false; readonly latencyMs: number; readonly failure: Failure }

/** Where a probe goes and how it shows its key. */
export type ProbeRequest = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

export type Adapter = {
  readonly name: ProviderName
  /** Whether the environment has all that a call needs. */
  isConfigured(env: ProviderEnv): boolean
  /** The values that must never appear in a text. */
  secrets(env: ProviderEnv): string[]
  modelName(env: ProviderEnv): string
  /** Address to which paths such as `/chat/completions` are added; without a slash at the end. */
  baseUrl(env: ProviderEnv): string
  /** Loads the provider's package at the first call: a process that asks no AI does not pay for it. */
  model(env: ProviderEnv, fetch: Fetch): Promise<LanguageModel>
  /** Asks for the model list or checks the key: no inference, no cost. Never throws. */
  probe(env: ProviderEnv, fetch: Fetch, signal: AbortSignal): Promise<ProbeResult>
}

export function present(...values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined)
}

export function trimSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

export function bearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` }
}
