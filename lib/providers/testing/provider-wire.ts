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
