import type { Fetch } from './adapters/adapter.ts'
import type { FailureCause, RawFailure } from './failure.ts'

/** A structured answer is a few kilobytes; more is a runaway model or not a model at all. */
const ANSWER_LIMIT_BYTES = 1024 * 1024
const ERROR_LIMIT_BYTES = 64 * 1024
/** fetch has undone the encoding and the length is no longer the one that was sent. */
const TRANSPORT_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding']

export type Timeouts = {
  /** On the whole exchange, from the request on. */
  readonly totalMs: number
  /** Until the first byte of the answer's body. */
  readonly firstChunkMs: number
}

type Stop = { readonly cause: FailureCause; readonly note?: string }

/**
 * One HTTP exchange with a provider: keeps what came over the wire, so that failures are judged by the raw words,
 * not by what a library makes of them. Holds the limits on time and size, and lets no second request through:
 * whether to ask again is the lock's decision.
 */
export class Exchange {
  readonly #fetch: Fetch
  readonly #outer: AbortSignal
  readonly #abort = new AbortController()
  readonly #timeouts: Timeouts | undefined
  readonly #stopped: Promise<never>
  #rejectStopped: (reason: Error) => void = () => {}
  #stop: Stop | null = null
  #totalTimer: NodeJS.Timeout | undefined
  #firstChunkTimer: NodeJS.Timeout | undefined
  #status: number | null = null
  #headers: Record<string, string> = {}
  #body = ''
  #answer: string | null = null
  #requests = 0

  /**
   * @param fetch reaches the network
   * @param outer the caller's signal
   */
  constructor(fetch: Fetch, outer: AbortSignal, timeouts?: Timeouts) {
    this.#fetch = fetch
    this.#outer = outer
    this.#timeouts = timeouts
    this.#stopped = new Promise((_, reject) => {
      this.#rejectStopped = reject
    })
    // Nobody may be waiting when it ends, and that is no fault.
    this.#stopped.catch(() => {})
    if (outer.aborted) this.#onOuterAbort()
    else outer.addEventListener('abort', this.#onOuterAbort, { once: true })
  }

  /** Ends when the exchange has to end, for whatever reason. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Whether our own side ended the exchange: time, cancellation, size. */
  get isStopped(): boolean {
    return this.#stop !== null
  }

  get requests(): number {
    return this.#requests
  }

  /** The body of a success that was read to its end. */
  get answer(): string | null {
    return this.#answer
  }

  /** The fetch to hand to a provider's package. Answers with successes only, read to their end. */
  readonly fetch: Fetch = async (input, init) => {
    if (this.#requests > 0) throw new Error('A call makes one request')
    if (this.#stop) throw this.signal.reason
    this.#requests++
    this.#startTimers()
    const response = await this.#reach(input, init)
    this.#status = response.status
    this.#headers = Object.fromEntries(response.headers)
    await this.#read(response)
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    this.#answer = this.#body
    const headers = new Headers(response.headers)
    for (const name of TRANSPORT_HEADERS) headers.delete(name)
    return new Response(this.#body, { status: 200, headers })
  }

  /**
   * What is known of a failure.
   *
   * @param found what the caller made of it; null leaves the judgement to what came over the wire
   */
  failure(found: FailureCause | null, note?: string): RawFailure {
    const wire = { status: this.#status, headers: this.#headers, body: this.#body }
    if (this.#stop) return { ...wire, ...this.#stop, ...(found === 'timeout' && { cause: found }) }
    return { ...wire, cause: found ?? 'http', ...(note !== undefined && { note }) }
  }

  /** Frees timers and listeners. */
  close(): void {
    clearTimeout(this.#totalTimer)
    clearTimeout(this.#firstChunkTimer)
    this.#outer.removeEventListener('abort', this.#onOuterAbort)
  }

  readonly #onOuterAbort = () => this.#end({ cause: 'aborted' })

  #end(stop: Stop): void {
    if (this.#stop) return
    this.#stop = stop
    const reason = new DOMException(stop.note ?? stop.cause, 'AbortError')
    this.#abort.abort(reason)
    this.#rejectStopped(reason)
  }

  #startTimers(): void {
    if (!this.#timeouts) return
    const { totalMs, firstChunkMs } = this.#timeouts
    const after = (ms: number, note: string) => setTimeout(() => this.#end({ cause: 'timeout', note }), ms)
    this.#totalTimer = after(totalMs, `no complete answer within ${totalMs} ms`)
    this.#firstChunkTimer = after(firstChunkMs, `no first byte within ${firstChunkMs} ms`)
  }

  async #reach(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Promise<Response> {
    // `manual`: a followed redirect would take the key along to another address.
    const ask = async () => this.#fetch(input, { ...init, redirect: 'manual', signal: this.signal })
    const pending = ask()
    try {
      return await Promise.race([pending, this.#stopped])
    } catch (error) {
      if (this.#stop) {
        // A fetch that ignores its signal may still answer.
        pending.then((late) => late.body?.cancel()).catch(() => {})
      } else {
        this.#end({ cause: 'network', note: networkWords(error) })
      }
      throw error
    }
  }

  async #read(response: Response): Promise<void> {
    const reader = response.body?.getReader()
    if (!reader) return
    const limit = response.ok ? ANSWER_LIMIT_BYTES : ERROR_LIMIT_BYTES
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      while (size <= limit) {
        const { done, value } = await Promise.race([reader.read(), this.#stopped])
        if (done) return
        clearTimeout(this.#firstChunkTimer)
        chunks.push(value)
        size += value.byteLength
      }
      if (response.ok) this.#end({ cause: 'unparsable', note: `answer longer than ${limit} bytes` })
    } catch (error) {
      this.#end({ cause: 'network', note: networkWords(error) })
      throw error
    } finally {
      this.#body = Buffer.concat(chunks).toString('utf8', 0, Math.min(size, limit))
      // Closes the connection of an answer that is not read to its end.
      reader.cancel().catch(() => {})
    }
    if (this.#stop) throw new Error(this.#stop.note)
  }
}

/** The code alone: messages of the network layer quote addresses, and an address may hold a password. */
function networkWords(error: unknown): string {
  let current = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string') return `no connection (${current.code})`
    current = current.cause
  }
  return error instanceof Error ? `no connection (${error.name})` : 'no connection'
}
