import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseEnv } from '#lib/platform/config/env.ts'
import type { ProviderEnv } from './adapters/adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { PROVIDERS, type ProviderName } from './domain.ts'
import { ProviderServer, type Reply } from './testing/provider-server.ts'
import { badKeyReply, PLAYED, type Played, TEST_KEYS } from './testing/provider-wire.ts'

let server: ProviderServer
beforeAll(async () => {
  server = await ProviderServer.start()
})
afterEach(() => server.reset())
afterAll(() => server.close())

function adapterOf(who: Played) {
  return ADAPTERS[who === 'azure' || who === 'local' ? 'openai' : who]
}

function probe(who: Played, env = server.env(who), signal = new AbortController().signal) {
  return adapterOf(who).probe(env, fetch, signal)
}

/** The address a request goes to, without sending it. */
async function addressOf(env: ProviderEnv, name: ProviderName): Promise<string> {
  let asked = ''
  const spy: typeof fetch = async (input) => {
    asked = String(input)
    return new Response('{}')
  }
  await ADAPTERS[name].probe(env, spy, new AbortController().signal)
  return asked
}

describe('what the environment says', () => {
  it('nothing: no provider is configured, each has its official address and a model', () => {
    for (const name of PROVIDERS) {
      const adapter = ADAPTERS[name]
      expect(adapter.name).toBe(name)
      expect(adapter.isConfigured({})).toBe(false)
      expect(adapter.secrets({})).toEqual([])
      expect(adapter.baseUrl({})).toMatch(/^https:\/\//)
      expect(adapter.modelName({}).length).toBeGreaterThan(3)
    }
  })

  it('a key each: each is configured and names its own key as a secret', () => {
    const env = server.env()
    for (const name of PROVIDERS) {
      expect(ADAPTERS[name].isConfigured(env)).toBe(true)
      expect(ADAPTERS[name].secrets(env)).toEqual([TEST_KEYS[name]])
    }
  })

  it('a model each', () => {
    const env: ProviderEnv = {
      OPENAI_MODEL: 'a',
      GEMINI_MODEL: 'b',
      GROQ_MODEL: 'c',
      CLOUDFLARE_MODEL: 'd',
      HUGGINGFACE_MODEL: 'e',
    }
    expect(PROVIDERS.map((name) => ADAPTERS[name].modelName(env))).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('an address alone is enough for a local server, not for Azure', () => {
    const { openai } = ADAPTERS
    expect(openai.isConfigured({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' })).toBe(true)
    expect(openai.isConfigured({ OPENAI_BASE_URL: 'https://x.openai.azure.com' })).toBe(false)
    expect(openai.isConfigured({ OPENAI_BASE_URL: 'https://x.openai.azure.com', OPENAI_API_KEY: 'k' })).toBe(
      true,
    )
  })

  it('is read by the schema of the environment', () => {
    const env = parseEnv({
      AZURE_OPENAI_API_VERSION: '2024-10-21',
      OPENAI_BASE_URL: 'https://gw.example/azure',
    })
    expect(env).toMatchObject({ ok: true, value: { AZURE_OPENAI_API_VERSION: '2024-10-21' } })
  })

  it.each([
    ['https://api.cloudflare.com/client/v4/', 'https://api.cloudflare.com/client/v4/accounts/acc/ai/v1'],
    [
      'https://api.cloudflare.com/client/v4/accounts/acc/ai/v1',
      'https://api.cloudflare.com/client/v4/accounts/acc/ai/v1',
    ],
    [
      'https://gateway.ai.cloudflare.com/v1/acc/gw/workers-ai/v1',
      'https://gateway.ai.cloudflare.com/v1/acc/gw/workers-ai/v1',
    ],
  ])('Cloudflare at %s', (given, base) => {
    expect(ADAPTERS.cloudflare.baseUrl({ CLOUDFLARE_ACCOUNT_ID: 'acc', CLOUDFLARE_BASE_URL: given })).toBe(
      base,
    )
  })
})

describe('a probe', () => {
  it.each(PLAYED)('of %s finds it well without an inference', async (who) => {
    expect(await probe(who)).toEqual({ ok: true, latencyMs: expect.any(Number) })
    expect(server.probes(who)).toHaveLength(1)
    expect(server.calls(who)).toBe(0)
  })

  it.each(PLAYED.filter((who) => who !== 'local'))('of %s finds a wrong key', async (who) => {
    const wrong: ProviderEnv = {
      ...server.env(who),
      OPENAI_API_KEY: 'wrong',
      GEMINI_API_KEY: 'wrong',
      GROQ_API_KEY: 'wrong',
      CLOUDFLARE_API_TOKEN: 'wrong',
      HUGGINGFACE_API_KEY: 'wrong',
    }
    expect(await probe(who, wrong)).toMatchObject({
      ok: false,
      failure: { kind: 'auth', status: badKeyReply(who).status },
    })
  })

  it.each<[string, Reply, string]>([
    ['an outage', { status: 503, body: {} }, 'unavailable'],
    ['a cut connection', { reset: true }, 'unavailable'],
    [
      'an error behind HTTP 200',
      { body: { success: false, errors: [{ code: 10000, message: 'Authentication error' }] } },
      'auth',
    ],
  ])('finds %s', async (_, reply, kind) => {
    server.lists('cloudflare', [reply])
    expect(await probe('cloudflare')).toMatchObject({ ok: false, failure: { kind } })
  })

  it('is content with a list of models of any length', async () => {
    server.lists('openai', [{ body: { data: 'x'.repeat(3_000_000) } }])
    expect(await probe('openai')).toMatchObject({ ok: true })
  })

  it('ends with its signal: a timeout by time, aborted by hand', async () => {
    server.lists('groq', [{ hang: true }])
    expect(await probe('groq', server.env('groq'), AbortSignal.timeout(30))).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', rule: 'groq.timeout' },
    })
    const caller = new AbortController()
    const pending = probe('groq', server.env('groq'), caller.signal)
    caller.abort()
    expect(await pending).toMatchObject({ ok: false, failure: { kind: 'aborted' } })
  })

  it.each<[ProviderName, ProviderEnv, string]>([
    ['openai', {}, 'https://api.openai.com/v1/models'],
    ['gemini', {}, 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1'],
    ['groq', {}, 'https://api.groq.com/openai/v1/models'],
    [
      'cloudflare',
      { CLOUDFLARE_ACCOUNT_ID: 'acc' },
      'https://api.cloudflare.com/client/v4/accounts/acc/ai/models/search?per_page=1',
    ],
    [
      'cloudflare',
      { CLOUDFLARE_BASE_URL: 'https://gateway.ai.cloudflare.com/v1/acc/gw/workers-ai/v1' },
      'https://gateway.ai.cloudflare.com/v1/acc/gw/workers-ai/v1/models',
    ],
    ['huggingface', {}, 'https://huggingface.co/api/whoami-v2'],
    ['huggingface', { HUGGINGFACE_BASE_URL: 'http://127.0.0.1:9/v1/' }, 'http://127.0.0.1:9/v1/models'],
    [
      'openai',
      { OPENAI_BASE_URL: 'https://x.openai.azure.com/' },
      'https://x.openai.azure.com/openai/v1/models',
    ],
    [
      'openai',
      {
        OPENAI_BASE_URL:
          'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2025-01-01-preview',
      },
      'https://x.openai.azure.com/openai/models?api-version=2025-01-01-preview',
    ],
    [
      'openai',
      { OPENAI_BASE_URL: 'https://gw.example/team/openai/', AZURE_OPENAI_API_VERSION: '2024-10-21' },
      'https://gw.example/team/openai/models?api-version=2024-10-21',
    ],
  ])('of %s with %j goes to %s', async (name, env, address) => {
    expect(await addressOf(env, name)).toBe(address)
  })
})
