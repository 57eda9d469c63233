import type { LanguageModel } from 'ai'
import { type Adapter, bearer, type Fetch, type ProviderEnv, present, trimSlash } from './adapter.ts'
import { azureModel, azureProbe, isAzure } from './azure.ts'
import { probe } from './probe.ts'

const DEFAULT_URL = 'https://api.openai.com/v1'
const DEFAULT_MODEL = 'gpt-5.4-mini'

/**
 * OpenAI by its chat completions, which every compatible server speaks: with OPENAI_BASE_URL alone, a local
 * llama.cpp, Ollama or vLLM answers, and needs no key. An Azure OpenAI address is called the way Azure wants it.
 */
export const openaiAdapter: Adapter = {
  name: 'openai',
  isConfigured: (env) =>
    env.OPENAI_API_KEY !== undefined || (env.OPENAI_BASE_URL !== undefined && !isAzure(env)),
  secrets: (env) => present(env.OPENAI_API_KEY),
  modelName: (env) => env.OPENAI_MODEL ?? DEFAULT_MODEL,
  baseUrl,
  model: (env, fetch) => (isAzure(env) ? azureModel(env, modelName(env), fetch) : chatModel(env, fetch)),
  probe: (env, fetch, signal) =>
    probe(
      'openai',
      isAzure(env) ? azureProbe(env) : { url: `${baseUrl(env)}/models`, headers: bearer(env.OPENAI_API_KEY) },
      present(env.OPENAI_API_KEY),
      fetch,
      signal,
    ),
}

function modelName(env: ProviderEnv): string {
  return openaiAdapter.modelName(env)
}

function baseUrl(env: ProviderEnv): string {
  return trimSlash(env.OPENAI_BASE_URL ?? DEFAULT_URL)
}

async function chatModel(env: ProviderEnv, fetch: Fetch): Promise<LanguageModel> {
  const { createOpenAI } = await import('@ai-sdk/openai')
  const key = env.OPENAI_API_KEY
  return createOpenAI({
    baseURL: baseUrl(env),
    // The package insists on a key; a server that wants none must not see one either.
    apiKey: key ?? 'none',
    fetch: key === undefined ? withoutAuthorization(fetch) : fetch,
  }).chat(modelName(env))
}

function withoutAuthorization(fetch: Fetch): Fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers)
    headers.delete('authorization')
    return fetch(input, { ...init, headers })
  }
}
