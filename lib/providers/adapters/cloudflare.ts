import { type Adapter, bearer, type Fetch, type ProviderEnv, present, trimSlash } from './adapter.ts'
import { probe } from './probe.ts'

const DEFAULT_URL = 'https://api.cloudflare.com/client/v4'
/** On the list of models with JSON mode (developers.cloudflare.com/workers-ai/features/json-mode). */
const DEFAULT_MODEL = '@cf/meta/llama-3.3-70b-instruct-fp8-fast'
/** Workers AI stops after 256 tokens unless told otherwise, which cuts every forecast. */
const DEFAULT_MAX_TOKENS = 4096

/**
 * Workers AI by its OpenAI-compatible endpoint. CLOUDFLARE_BASE_URL is the root of Cloudflare's API, or a complete
 * address that ends in `/v1`, such as that of an AI gateway (`…/workers-ai/v1`).
 *
 * Cloudflare's own package for the AI SDK calls a fixed address and so cannot be pointed elsewhere.
 */
export const cloudflareAdapter: Adapter = {
  name: 'cloudflare',
  isConfigured: (env) => env.CLOUDFLARE_ACCOUNT_ID !== undefined && env.CLOUDFLARE_API_TOKEN !== undefined,
  secrets: (env) => present(env.CLOUDFLARE_API_TOKEN),
  modelName: (env) => env.CLOUDFLARE_MODEL ?? DEFAULT_MODEL,
  baseUrl,
  async model(env, fetch) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    return createOpenAICompatible({
      name: 'cloudflare',
      baseURL: baseUrl(env),
      apiKey: env.CLOUDFLARE_API_TOKEN,
      supportsStructuredOutputs: true,
      transformRequestBody: forWorkersAi,
      fetch: withTextContent(fetch),
    })(env.CLOUDFLARE_MODEL ?? DEFAULT_MODEL)
  },
  probe: (env, fetch, signal) =>
    probe(
      'cloudflare',
      { url: probeUrl(env), headers: bearer(env.CLOUDFLARE_API_TOKEN) },
      present(env.CLOUDFLARE_API_TOKEN),
      fetch,
      signal,
    ),
}

function baseUrl(env: ProviderEnv): string {
  const root = trimSlash(env.CLOUDFLARE_BASE_URL ?? DEFAULT_URL)
  if (root.endsWith('/v1')) return root
  return `${root}/accounts/${encodeURIComponent(env.CLOUDFLARE_ACCOUNT_ID ?? '')}/ai/v1`
}

/** The search for models checks the token, the account and the permission for Workers AI at once. */
function probeUrl(env: ProviderEnv): string {
  const base = baseUrl(env)
  return base.endsWith('/ai/v1')
    ? `${base.slice(0, -'/v1'.length)}/models/search?per_page=1`
    : `${base}/models`
}

/**
 * Models that Cloudflare runs itself expect a bare JSON Schema where OpenAI has an envelope around it, newer ones the
 * envelope (github.com/cloudflare/ai/issues/559). A schema ignores keywords it does not know, so one object is both.
 */
function forWorkersAi(args: Record<string, unknown>): Record<string, unknown> {
  const format = args.response_format as { json_schema?: { schema?: object } } | undefined
  const envelope = format?.json_schema
  return {
    ...args,
    max_tokens: args.max_tokens ?? DEFAULT_MAX_TOKENS,
    ...(envelope && { response_format: { ...format, json_schema: { ...envelope.schema, ...envelope } } }),
  }
}

/** In JSON mode some models answer with the object itself where OpenAI's format has its text. */
function withTextContent(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.text()
    return new Response(contentAsText(text), { status: response.status, headers: response.headers })
  }
}

function contentAsText(text: string): string {
  let body: { choices?: { message?: { content?: unknown } }[] } | null
  try {
    body = JSON.parse(text)
  } catch {
    return text
  }
  const message = body?.choices?.[0]?.message
  const content = message?.content
  if (!message || typeof content !== 'object' || content === null || Array.isArray(content)) return text
  message.content = JSON.stringify(content)
  return JSON.stringify(body)
}
