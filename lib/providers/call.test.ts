import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ProviderEnv } from './adapters/adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { callModel, type ModelCall } from './call.ts'
import { PROVIDERS, type ProviderName } from './domain.ts'
import { answerBody } from './fixtures/answers.ts'
import { FIXTURES } from './fixtures.ts'
import { ProviderServer } from './testing/provider-server.ts'
import { type Played, TEST_KEYS } from './testing/provider-wire.ts'

const schema = z.strictObject({ title: z.string(), risk: z.number().min(0).max(1) })
const answer = { title: 'Registered nurse', risk: 0.25 }

let server: ProviderServer
beforeAll(async () => {
  server = await ProviderServer.start()
})
afterEach(() => server.reset())
afterAll(() => server.close())

type Options = Partial<Omit<ModelCall<z.infer<typeof schema>>, 'adapter'>>

function call(who: Played, options: Options = {}) {
  const name: ProviderName = who === 'azure' || who === 'local' ? 'openai' : who
  return callModel({
    adapter: ADAPTERS[name],
    env: server.env(who),
    system: 'You judge occupations.',
    prompt: 'Registered nurse',
    schema,
    signal: new AbortController().signal,
    timeouts: { totalMs: 10_000, firstChunkMs: 10_000 },
    ...options,
  })
}

async function failureOf(who: Played, options: Options = {}) {
  const result = await call(who, options)
  if (result.ok) throw new Error(`${who} answered ${JSON.stringify(result.value)}`)
  return result.error
}

describe('an answer', () => {
  it.each<[Played, string]>([
    ['openai', 'openai-test'],
    ['gemini', 'gemini-test'],
    ['groq', 'groq-test'],
    ['cloudflare', 'cloudflare-test'],
    ['huggingface', 'huggingface-test'],
    ['azure', 'azure-test'],
    ['local', 'local-test'],
  ])('of %s comes with its model, its tokens and its time, in one request', async (who, model) => {
    server.answers(who, answer)
    const result = await call(who, { maxOutputTokens: 900 })
    expect(result).toEqual({
      ok: true,
      value: {
        value: answer,
        model: who === 'gemini' ? expect.any(String) : model,
        tokensIn: 11,
        tokensOut: 7,
        latencyMs: expect.any(Number),
        finishReason: 'stop',
      },
    })
    expect(server.calls(who)).toBe(1)
    const sent = JSON.stringify(server.seen(who)[0]?.body)
    expect(sent).toContain('You judge occupations.')
    expect(sent).toContain('Registered nurse')
    expect(sent).toContain('"risk"')
    expect(sent).toContain('900')
  })

  it('sends no key to a local server', async () => {
    server.answers('local', answer)
    expect((await call('local')).ok).toBe(true)
    expect(server.seen('local')[0]?.headers.authorization).toBeUndefined()
  })

  it('asks Azure by deployment and version, and by the undated API without a version', async () => {
    server.answers('azure', answer)
    expect((await call('azure')).ok).toBe(true)
    expect(
      (await call('azure', { env: { ...server.env('azure'), AZURE_OPENAI_API_VERSION: 'v1' } })).ok,
    ).toBe(true)
    expect(server.seen('azure').map(({ url }) => url)).toEqual([
      '/azure/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21',
      '/azure/openai/v1/chat/completions',
    ])
  })

  it('sends Workers AI the schema both bare and in its envelope, and a length', async () => {
    server.answers('cloudflare', answer)
    await call('cloudflare')
    expect(server.seen('cloudflare')[0]?.body).toMatchObject({
      max_tokens: 4096,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'response', type: 'object', properties: {}, schema: { type: 'object' } },
      },
    })
  })

  it('of Workers AI may come as an object instead of its text', async () => {
    const body = answerBody('cloudflare', answer) as { choices: { message: { content: unknown } }[] }
    for (const choice of body.choices) choice.message.content = answer
    server.answers('cloudflare', [{ body }])
    expect(await call('cloudflare')).toMatchObject({ ok: true, value: { value: answer } })
  })
})

describe('every known failure over the wire', () => {
  it.each(FIXTURES.map((entry) => [`${entry.provider}: ${entry.name}`, entry] as const))(
    '%s',
    async (_, entry) => {
      const { provider, status, headers, body, expected, name } = entry
      const who = name.startsWith('Azure') ? 'azure' : provider
      server.answers(who, [{ status, headers, body }])
      const failure = await failureOf(who)
      expect({ kind: failure.kind, rule: failure.rule }).toEqual(expected)
      expect(failure.status).toBe(status)
      expect(server.calls(who)).toBe(1)
    },
  )

  it.each(PROVIDERS)('%s answers a wrong key the way it does, and the key is in no text', async (who) => {
    const key = 'wrong-key-0123456789abcdefghijkl'
    const wrong: ProviderEnv = {
      ...server.env(who),
      OPENAI_API_KEY: key,
      GEMINI_API_KEY: key,
      GROQ_API_KEY: key,
      CLOUDFLARE_API_TOKEN: key,
      HUGGINGFACE_API_KEY: key,
    }
    const failure = await failureOf(who, { env: wrong })
    expect(failure.kind).toBe('auth')
    expect(JSON.stringify(failure)).not.toContain(key)
  })

  it('hides a key that the provider sends back', async () => {
    server.answers('openai', [
      { status: 401, body: { error: { code: 'invalid_api_key', message: `Bad: ${TEST_KEYS.openai}` } } },
    ])
    const failure = await failureOf('openai')
    expect(failure.message).toBe('Bad: [redacted]')
    expect(failure.raw).not.toContain(TEST_KEYS.openai)
  })

  it('keeps 64 kB of an endless error page', async () => {
    server.answers('openai', [
      { status: 503, body: `<html>${'x'.repeat(3_000_000)}`, hang: 'after-first-bytes' },
    ])
    const failure = await failureOf('openai')
    expect(failure).toMatchObject({ kind: 'unavailable', rule: 'openai.gateway', status: 503 })
    expect(failure.raw).toHaveLength(4000)
    expect(await server.seen('openai')[0]?.leftEarly).toBe(true)
  })

  it('follows no redirect: the key stays at its address', async () => {
    server.answers('gemini', [{ status: 307, headers: { location: `${server.url}/openai/v1/models` } }])
    expect(await failureOf('gemini')).toMatchObject({
      kind: 'bad-request',
      rule: 'gemini.redirected',
      status: 307,
    })
    expect(server.probes('openai')).toHaveLength(0)
  })
})

describe('an answer that is not what was asked for', () => {
  it.each<[string, string]>([
    ['a key too many', '{"title":"Nurse","risk":0.5,"note":"x"}'],
    ['a key too few', '{"title":"Nurse"}'],
    ['NaN', '{"title":"Nurse","risk":NaN}'],
    ['infinity', '{"title":"Nurse","risk":1e999}'],
    ['a number as text', '{"title":"Nurse","risk":"0.5"}'],
    ['out of range', '{"title":"Nurse","risk":1.5}'],
    ['a prototype', '{"title":"Nurse","risk":0.5,"__proto__":{"admin":true}}'],
    ['nothing', ''],
    ['a list', '[]'],
  ])('is malformed: %s', async (_, text) => {
    for (const who of PROVIDERS) {
      const body = JSON.stringify(answerBody(who, 'PLACE')).replace(JSON.stringify('"PLACE"'), () =>
        JSON.stringify(text),
      )
      server.answers(who, [{ body }])
      expect(await failureOf(who)).toMatchObject({
        kind: 'malformed',
        rule: `${who}.unparsable`,
        status: 200,
      })
    }
  })

  it('says where it departs from the schema', async () => {
    server.answers('groq', { title: 'Nurse', risk: 2 })
    expect((await failureOf('groq')).message).toMatch(/does not fit the schema at "risk"/)
  })

  it.each([
    ['no JSON', 'upstream says hello'],
    ['an empty body', ''],
    ['another format', '{"result":"ok"}'],
    ['null', 'null'],
    ['no choice', '{"choices":[],"candidates":[],"output":[]}'],
  ])('is malformed: %s', async (_, body) => {
    for (const who of PROVIDERS) {
      server.answers(who, [{ body }])
      expect(await failureOf(who)).toMatchObject({ kind: 'malformed', rule: `${who}.unparsable` })
    }
  })

  it('is cut off after a megabyte, and the connection closed', async () => {
    server.answers('openai', { title: 'x'.repeat(8_000_000), risk: 0 })
    const failure = await failureOf('openai')
    expect(failure).toMatchObject({ kind: 'malformed', rule: 'openai.unparsable', status: 200 })
    expect(failure.message).toMatch(/^answer longer than 1048576 bytes/)
    expect(await server.seen('openai')[0]?.leftEarly).toBe(true)
  })

  it('may be just under a megabyte', async () => {
    const long = { title: 'x'.repeat(1_000_000), risk: 0 }
    server.answers('openai', long)
    expect(await call('openai')).toMatchObject({ ok: true, value: { value: long } })
  })

  it('is not continued in a second request, even where the SDK would', async () => {
    const body = answerBody('gemini', answer) as { candidates: object[] }
    Object.assign(body.candidates[0] ?? {}, { finishReason: 'CONTINUATION', continuationToken: 'more' })
    server.answers('gemini', [{ body }])
    expect(await failureOf('gemini')).toMatchObject({ kind: 'malformed', rule: 'gemini.truncated' })
    expect(server.calls('gemini')).toBe(1)
  })
})

describe('time and cancellation', () => {
  it.each<[string, 'hang' | 'after-headers']>([
    ['silence', 'hang'],
    ['headers and silence', 'after-headers'],
  ])('no first byte in time: %s', async (_, hang) => {
    server.answers('openai', [{ hang: hang === 'hang' ? true : hang }])
    const failure = await failureOf('openai', { timeouts: { totalMs: 10_000, firstChunkMs: 300 } })
    expect(failure).toMatchObject({
      kind: 'timeout',
      rule: 'openai.timeout',
      message: 'no first byte within 300 ms',
    })
    expect(await server.seen('openai')[0]?.leftEarly).toBe(true)
    expect(server.calls('openai')).toBe(1)
  })

  it.each(PROVIDERS)('%s: no complete answer in time, and the connection is closed', async (who) => {
    server.answers(who, [{ body: answerBody(who, answer), hang: 'after-first-bytes' }])
    const failure = await failureOf(who, { timeouts: { totalMs: 300, firstChunkMs: 100_000 } })
    expect(failure).toMatchObject({ kind: 'timeout', rule: `${who}.timeout` })
    expect(failure.message).toBe('no complete answer within 300 ms')
    expect(await server.seen(who)[0]?.leftEarly).toBe(true)
  })

  it('a slow answer is no timeout as long as its first byte came in time', async () => {
    server.answers('openai', async () => ({ body: answerBody('openai', answer), delayMs: 40 }))
    expect((await call('openai', { timeouts: { totalMs: 5000, firstChunkMs: 3000 } })).ok).toBe(true)
  })

  it('the signal of the caller ends the call at once, and the server sees it', async () => {
    server.answers('groq', [{ hang: true }])
    const caller = new AbortController()
    const pending = failureOf('groq', { signal: caller.signal })
    while (server.calls('groq') === 0) await new Promise((resolve) => setImmediate(resolve))
    caller.abort()
    expect(await pending).toMatchObject({ kind: 'aborted', rule: 'groq.aborted', status: null })
    expect(await server.seen('groq')[0]?.leftEarly).toBe(true)
  })

  it('a signal that has ended already makes no request', async () => {
    server.answers('groq', answer)
    expect((await failureOf('groq', { signal: AbortSignal.abort() })).kind).toBe('aborted')
    expect(server.calls('groq')).toBe(0)
  })

  it('a fetch that ignores its signal cannot hold the call', async () => {
    const deaf = () => new Promise<Response>(() => {})
    const failure = await failureOf('openai', {
      fetch: deaf,
      timeouts: { totalMs: 10_000, firstChunkMs: 30 },
    })
    expect(failure.kind).toBe('timeout')
  })

  it('a fetch that throws at once is a network that failed', async () => {
    const broken = (() => {
      throw new TypeError('fetch failed')
    }) as typeof fetch
    expect(await failureOf('openai', { fetch: broken })).toMatchObject({ kind: 'unavailable' })
  })

  it('leaves nothing behind on the signal of the caller', async () => {
    const caller = new AbortController()
    let listening = 0
    const { addEventListener, removeEventListener } = caller.signal
    caller.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listening++
      addEventListener.apply(caller.signal, args)
    }
    caller.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listening--
      removeEventListener.apply(caller.signal, args)
    }
    server.answers('openai', answer)
    await call('openai', { signal: caller.signal })
    expect(listening).toBe(0)
  })
})

describe('the network', () => {
  it('refuses the connection', async () => {
    const gone = await ProviderServer.start()
    await gone.close()
    const env = { ...server.env('openai'), OPENAI_BASE_URL: `${gone.url}/v1` }
    expect(await failureOf('openai', { env })).toMatchObject({
      kind: 'unavailable',
      rule: 'openai.network',
      status: null,
      message: 'no connection (ECONNREFUSED)',
    })
  })

  it('does not know the host', async () => {
    const env = { ...server.env('groq'), GROQ_BASE_URL: 'http://no-such-host.invalid/v1' }
    expect(await failureOf('groq', { env })).toMatchObject({ kind: 'unavailable', rule: 'groq.network' })
  })

  it('loses the connection', async () => {
    server.answers('gemini', [{ reset: true }])
    expect(await failureOf('gemini')).toMatchObject({ kind: 'unavailable', rule: 'gemini.network' })
  })

  it('does not give away a password in the address', async () => {
    const env = { ...server.env('openai'), OPENAI_BASE_URL: 'http://user:s3cret-pass@127.0.0.1:1/v1' }
    expect(JSON.stringify(await failureOf('openai', { env }))).not.toContain('s3cret-pass')
  })
})

it('throws when no request can be made at all: that is a fault of ours', async () => {
  await expect(call('gemini', { env: {}, schema: z.date() as never })).rejects.toThrow()
})
