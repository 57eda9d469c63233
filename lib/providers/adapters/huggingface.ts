import { type Adapter, bearer, type ProviderEnv, present, trimSlash } from './adapter.ts'
import { probe } from './probe.ts'

const DEFAULT_URL = 'https://router.huggingface.co/v1'
/** The router lists its models to everybody: only this address tells whether a token is valid. */
const KEY_CHECK_URL = 'https://huggingface.co/api/whoami-v2'
const DEFAULT_MODEL = 'openai/gpt-oss-20b'

export const huggingfaceAdapter: Adapter = {
  name: 'huggingface',
  isConfigured: (env) => env.HUGGINGFACE_API_KEY !== undefined,
  secrets: (env) => present(env.HUGGINGFACE_API_KEY),
  modelName: (env) => env.HUGGINGFACE_MODEL ?? DEFAULT_MODEL,
  baseUrl,
  async model(env, fetch) {
    const { createHuggingFace } = await import('@ai-sdk/huggingface')
    return createHuggingFace({ baseURL: baseUrl(env), apiKey: env.HUGGINGFACE_API_KEY, fetch })(
      env.HUGGINGFACE_MODEL ?? DEFAULT_MODEL,
    )
  },
  probe: (env, fetch, signal) =>
    probe(
      'huggingface',
      {
        url: env.HUGGINGFACE_BASE_URL === undefined ? KEY_CHECK_URL : `${baseUrl(env)}/models`,
        headers: bearer(env.HUGGINGFACE_API_KEY),
      },
      present(env.HUGGINGFACE_API_KEY),
      fetch,
      signal,
    ),
}

function baseUrl(env: ProviderEnv): string {
  return trimSlash(env.HUGGINGFACE_BASE_URL ?? DEFAULT_URL)
}
