import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProviderEnv } from '../adapters/adapter.ts'
import { answerBody } from '../fixtures/answers.ts'
import {
  badKeyReply,
  hasKey,
  listBody,
  type Played,
  type Route,
  routeOf,
  TEST_ACCOUNT,
  TEST_KEYS,
} from './provider-wire.ts'

export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: string | object
  /** Wait before the first byte. */
  readonly delayMs?: number
  /** `true`: accept the request and stay silent. `after-headers`: send status and headers, then stay silent. */
  readonly hang?: boolean | 'after-headers' | 'after-first-bytes'
  /** Cut the connection instead of answering. */
  readonly reset?: boolean
}

export type Seen = {
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The parsed JSON body; null where there was none. */
  readonly body: unknown
  /** Resolves when the connection ended: true if the other side left before it had the whole answer. */
  readonly leftEarly: Promise<boolean>
}

export type Handler = (seen: Seen) => Reply | Promise<Reply>

/** A handler, replies to give one after the other (the last one again and again), or an answer to wrap. */
export type Script = Handler | readonly Reply[] | Readonly<Record<string, unknown>>

/** A server on the loopback address that speaks the wire formats of all providers, for tests and benchmarks. */
export class ProviderServer {
  readonly #server: Server
  readonly #scripts = new Map<Played, Handler>()
  readonly #lists = new Map<Played, Handler>()
  readonly #calls = new Map<Played, Seen[]>()
  readonly #probes = new Map<Played, Seen[]>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** Without a slash at the end. */
  url = ''

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined)
      })
    })
  }

  static async start(): Promise<ProviderServer> {
    const server = new ProviderServer()
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    server.url = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`
    return server
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** What the provider answers to calls from now on. */
  answers(who: Played, script: Script): void {
    this.#scripts.set(who, handlerOf(who, script))
  }

  /** What it answers to probes from now on, instead of a list of models. */
  lists(who: Played, replies: readonly Reply[]): void {
    this.#lists.set(who, handlerOf(who, replies))
  }

  /** How many calls (inferences) have reached it since the last reset. */
  calls(who: Played): number {
    return this.seen(who).length
  }

  seen(who: Played): readonly Seen[] {
    return this.#calls.get(who) ?? []
  }

  probes(who: Played): readonly Seen[] {
    return this.#probes.get(who) ?? []
  }

  /** Forgets scripts and counts. */
  reset(): void {
    for (const map of [this.#scripts, this.#lists, this.#calls, this.#probes]) map.clear()
  }

  /** Variables that point the providers here, all of them or the named ones. */
  env(...names: Played[]): ProviderEnv {
    const all: Record<Played, ProviderEnv> = {
      openai: { OPENAI_API_KEY: TEST_KEYS.openai, OPENAI_BASE_URL: `${this.url}/openai/v1` },
      gemini: { GEMINI_API_KEY: TEST_KEYS.gemini, GEMINI_BASE_URL: `${this.url}/gemini/v1beta` },
      groq: { GROQ_API_KEY: TEST_KEYS.groq, GROQ_BASE_URL: `${this.url}/groq/openai/v1` },
      cloudflare: {
        CLOUDFLARE_ACCOUNT_ID: TEST_ACCOUNT,
        CLOUDFLARE_API_TOKEN: TEST_KEYS.cloudflare,
        CLOUDFLARE_BASE_URL: `${this.url}/cloudflare/client/v4`,
      },
      huggingface: {
        HUGGINGFACE_API_KEY: TEST_KEYS.huggingface,
        HUGGINGFACE_BASE_URL: `${this.url}/huggingface/v1`,
      },
      azure: {
        OPENAI_API_KEY: TEST_KEYS.azure,
        OPENAI_BASE_URL: `${this.url}/azure`,
        OPENAI_MODEL: 'my-deployment',
        AZURE_OPENAI_API_VERSION: '2024-10-21',
      },
      local: { OPENAI_BASE_URL: `${this.url}/local/v1` },
    }
    const wanted: readonly Played[] =
      names.length > 0 ? names : ['openai', 'gemini', 'groq', 'cloudflare', 'huggingface']
    return Object.assign({}, ...wanted.map((name) => all[name]))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/'
    const route = routeOf(request.method ?? 'GET', new URL(url, 'http://localhost').pathname)
    const leftEarly = once(response, 'close').then(() => !response.writableFinished)
    const seen: Seen = { url, headers: request.headers, body: await readJson(request), leftEarly }
    if (!route) return this.#send(response, { status: 404, body: { error: { message: `No route ${url}` } } })
    this.#note(route, seen)
    if (!hasKey(route.who, request.headers)) return this.#send(response, badKeyReply(route.who))
    await this.#send(response, await this.#handler(route)(seen))
  }

  #note(route: Route, seen: Seen): void {
    const log = route.what === 'answer' ? this.#calls : this.#probes
    log.set(route.who, [...(log.get(route.who) ?? []), seen])
  }

  #handler({ who, what }: Route): Handler {
    if (what === 'list') return this.#lists.get(who) ?? (() => ({ body: listBody(who) }))
    return this.#scripts.get(who) ?? (() => ({ status: 500, body: { error: { message: 'No script' } } }))
  }

  async #send(response: ServerResponse, reply: Reply): Promise<void> {
    if (reply.delayMs !== undefined) await this.#wait(reply.delayMs)
    if (reply.reset) response.socket?.resetAndDestroy()
    if (reply.hang === true || reply.reset) return
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {})
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    if (reply.hang === undefined || reply.hang === false) {
      response.end(text)
      return
    }
    response.flushHeaders()
    if (reply.hang === 'after-first-bytes') response.write(text.slice(0, Math.ceil(text.length / 2)))
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve()
      }, ms)
      this.#timers.add(timer)
    })
  }
}

function handlerOf(who: Played, script: Script): Handler {
  if (typeof script === 'function') return script as Handler
  if (!Array.isArray(script)) return () => ({ body: answerBody(who, script) })
  const replies: readonly Reply[] = script
  let next = 0
  return () => replies[Math.min(next++, replies.length - 1)] ?? {}
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += chunk
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
