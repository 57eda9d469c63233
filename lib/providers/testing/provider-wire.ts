import { FIXTURES } from '../fixtures.ts'

/** Whom the server can play: the five providers, Azure OpenAI, and a local server that wants no key. */
export const PLAYED = ['openai', 'gemini', 'groq', 'cloudflare', 'huggingface', 'azure', 'local'] as const

export type Played = (typeof PLAYED)[number]

/** Keys of the form the providers give out; they open this server and nothing else. */
export const TEST_KEYS: Readonly<Record<Exclude<Played, 'local'>, string>> = {
  openai: 'sk-proj-test0penaiKeyForLoopbackOnly0001',
  gemini: 'AIzaSyTestGeminiKeyForLoopbackOnly00002',
  groq: 'gsk_testGroqKeyForLoopbackOnly000000003',
  cloudflare: 'cf0TestTokenForLoopbackOnly00000000004',
  huggingface: 'hf_testHuggingFaceKeyForLoopbackOnly05',
  azure: 'a2ureTestKeyForLoopbackOnly000000000006',
}

export const TEST_ACCOUNT = '0123456789abcdef0123456789abcdef'

export type Route = { readonly who: Played; readonly what: 'answer' | 'list' }

const ROUTES: readonly (readonly [string, RegExp, Played, Route['what']])[] = [
  ['POST', /^\/openai\/v1\/chat\/completions$/, 'openai', 'answer'],
  ['GET', /^\/openai\/v1\/models$/, 'openai', 'list'],
  ['POST', /^\/gemini\/v1beta\/models\/[^/:]+:generateContent$/, 'gemini', 'answer'],
  ['GET', /^\/gemini\/v1beta\/models$/, 'gemini', 'list'],
  ['POST', /^\/groq\/openai\/v1\/chat\/completions$/, 'groq', 'answer'],
  ['GET', /^\/groq\/openai\/v1\/models$/, 'groq', 'list'],
  [
    'POST',
    /^\/cloudflare\/client\/v4\/accounts\/[0-9a-f]{32}\/ai\/v1\/chat\/completions$/,
    'cloudflare',
    'answer',
  ],
  ['GET', /^\/cloudflare\/client\/v4\/accounts\/[0-9a-f]{32}\/ai\/models\/search$/, 'cloudflare', 'list'],
  ['POST', /^\/huggingface\/v1\/responses$/, 'huggingface', 'answer'],
  ['GET', /^\/huggingface\/v1\/models$/, 'huggingface', 'list'],
  ['POST', /^\/azure\/openai\/(?:deployments\/[^/]+|v1)\/chat\/completions$/, 'azure', 'answer'],
  ['GET', /^\/azure\/openai\/(?:v1\/)?models$/, 'azure', 'list'],
  ['POST', /^\/local\/v1\/chat\/completions$/, 'local', 'answer'],
  ['GET', /^\/local\/v1\/models$/, 'local', 'list'],
]

export function routeOf(method: string, path: string): Route | null {
  const found = ROUTES.find(([of, pattern]) => of === method && pattern.test(path))
  return found ? { who: found[2], what: found[3] } : null
}

export function hasKey(
  who: Played,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): boolean {
  if (who === 'local') return true
  if (who === 'gemini') return headers['x-goog-api-key'] === TEST_KEYS.gemini
  if (who === 'azure') return headers['api-key'] === TEST_KEYS.azure
  return headers.authorization === `Bearer ${TEST_KEYS[who]}`
}

/** What the provider answers to a wrong key. */
export function badKeyReply(who: Played): { status: number; body: string } {
  const name =
    who === 'azure'
      ? 'Azure: bad key'
      : who === 'cloudflare' || who === 'huggingface'
        ? 'bad token'
        : 'bad key'
  const provider = who === 'azure' || who === 'local' ? 'openai' : who
  const fixture = FIXTURES.find((entry) => entry.provider === provider && entry.name === name)
  if (!fixture) throw new Error(`No fixture for a wrong key of ${who}`)
  return fixture
}

/** The body in which a provider wraps a structured answer. */
export function answerBody(who: Played, value: unknown): object {
  const text = JSON.stringify(value)
  switch (who) {
    case 'gemini':
      return {
        candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
        modelVersion: 'gemini-test',
        responseId: 'r-1',
      }
    case 'huggingface':
      return {
        object: 'response',
        id: 'resp_1',
        created_at: 1_795_000_000,
        status: 'completed',
        error: null,
        incomplete_details: null,
        instructions: null,
        max_output_tokens: null,
        metadata: null,
        model: 'huggingface-test',
        output: [
          {
            type: 'message',
            id: 'msg_1',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }],
          },
        ],
        parallel_tool_calls: false,
        temperature: 1,
        tool_choice: 'auto',
        tools: [],
        top_p: 1,
        usage: {
          input_tokens: 11,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 7,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 18,
        },
      }
    default:
      return {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_795_000_000,
        model: `${who}-test`,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: text, refusal: null },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
      }
  }
}

export function listBody(who: Played): object {
  switch (who) {
    case 'gemini':
      return { models: [{ name: 'models/gemini-test', supportedGenerationMethods: ['generateContent'] }] }
    case 'cloudflare':
      return { success: true, errors: [], messages: [], result: [{ id: 'm-1', name: '@cf/test/model' }] }
    default:
      return { object: 'list', data: [{ id: `${who}-test`, object: 'model', created: 1, owned_by: who }] }
  }
}
