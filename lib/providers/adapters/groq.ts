import { type Adapter, bearer, type ProviderEnv, present, trimSlash } from './adapter.ts'
import { probe } from './probe.ts'

const DEFAULT_URL = 'https://api.groq.com/openai/v1'
/** One of the two models whose answers Groq holds strictly to a schema (console.groq.com/docs/structured-outputs). */
const DEFAULT_MODEL = 'openai/gpt-oss-20b'

export const groqAdapter: Adapter = {
  name: 'groq',
  isConfigured: (env) => env.GROQ_API_KEY !== undefined,
  secrets: (env) => present(env.GROQ_API_KEY),
  modelName: (env) => env.GROQ_MODEL ?? DEFAULT_MODEL,
  baseUrl,
  async model(env, fetch) {
    const { createGroq } = await import('@ai-sdk/groq')
    return createGroq({ baseURL: baseUrl(env), apiKey: env.GROQ_API_KEY, fetch })(
      env.GROQ_MODEL ?? DEFAULT_MODEL,
    )
  },
  probe: (env, fetch, signal) =>
    probe(
      'groq',
      { url: `${baseUrl(env)}/models`, headers: bearer(env.GROQ_API_KEY) },
      present(env.GROQ_API_KEY),
      fetch,
      signal,
    ),
}

function baseUrl(env: ProviderEnv): string {
  return trimSlash(env.GROQ_BASE_URL ?? DEFAULT_URL)
}
