import { type Adapter, type ProviderEnv, present, trimSlash } from './adapter.ts'
import { probe } from './probe.ts'

const DEFAULT_URL = 'https://generativelanguage.googleapis.com/v1beta'
const DEFAULT_MODEL = 'gemini-3.5-flash-lite'

export const geminiAdapter: Adapter = {
  name: 'gemini',
  isConfigured: (env) => env.GEMINI_API_KEY !== undefined,
  secrets: (env) => present(env.GEMINI_API_KEY),
  modelName: (env) => env.GEMINI_MODEL ?? DEFAULT_MODEL,
  baseUrl,
  async model(env, fetch) {
    const { createGoogle } = await import('@ai-sdk/google')
    return createGoogle({ baseURL: baseUrl(env), apiKey: env.GEMINI_API_KEY, fetch })(
      env.GEMINI_MODEL ?? DEFAULT_MODEL,
    )
  },
  probe: (env, fetch, signal) =>
    probe(
      'gemini',
      { url: `${baseUrl(env)}/models?pageSize=1`, headers: { 'x-goog-api-key': env.GEMINI_API_KEY ?? '' } },
      present(env.GEMINI_API_KEY),
      fetch,
      signal,
    ),
}

function baseUrl(env: ProviderEnv): string {
  return trimSlash(env.GEMINI_BASE_URL ?? DEFAULT_URL)
}
