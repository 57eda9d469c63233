import type { ProviderEnv } from './adapters/adapter.ts'
import { PROVIDERS, type ProviderName } from './domain.ts'
import { answerBody } from './fixtures/answers.ts'

/** What a provider of the drill does with a question. */
export type Play =
  | { readonly answer: unknown }
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly raw: string }
  | 'hangs'

/** Keys that open nothing, and addresses that are nowhere: no drill reaches a provider. */
export const CHAOS_ENV: ProviderEnv = {
  OPENAI_API_KEY: 'drill-openai',
  OPENAI_BASE_URL: 'http://openai.invalid/v1',
  GEMINI_API_KEY: 'drill-gemini',
  GEMINI_BASE_URL: 'http://gemini.invalid',
  GROQ_API_KEY: 'drill-groq',
  GROQ_BASE_URL: 'http://groq.invalid',
  CLOUDFLARE_ACCOUNT_ID: '00000000000000000000000000000000',
  CLOUDFLARE_API_TOKEN: 'drill-cloudflare',
  CLOUDFLARE_BASE_URL: 'http://cloudflare.invalid',
  HUGGINGFACE_API_KEY: 'drill-huggingface',
  HUGGINGFACE_BASE_URL: 'http://huggingface.invalid',
}

/** The five providers as a drill plays them: their real wire formats, without a network. */
export class Chaos {
  readonly #plays = new Map<ProviderName, Play[]>()
  calls = 0
  #called: (() => void)[] = []

  /** What a provider does from now on; the last one goes on and on. */
  plays(provider: ProviderName, ...plays: readonly Play[]): void {
    this.#plays.set(provider, [...plays])
  }

  /** Resolves when somebody is asked. */
  nextCall(): Promise<void> {
    return new Promise((resolve) => this.#called.push(resolve))
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    const provider = PROVIDERS.find((name) => url.hostname === `${name}.invalid`)
    if (!provider) throw new Error(`A drill reaches nobody: ${url.hostname}`)
    this.calls++
    for (const tell of this.#called.splice(0)) tell()
    const queue = this.#plays.get(provider) ?? []
    const play = (queue.length > 1 ? queue.shift() : queue[0]) ?? { answer: { ok: true } }
    if (play === 'hangs') await ended(init?.signal)
    if (play === 'hangs' || 'status' in play) {
      const { status, headers, body } = play === 'hangs' ? { status: 504, headers: {}, body: '' } : play
      return new Response(body, { status, headers })
    }
    const headers = { 'content-type': 'application/json' }
    if ('raw' in play) return new Response(play.raw, { headers })
    return new Response(JSON.stringify(answerBody(provider, play.answer)), { headers })
  }
}

function ended(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}
