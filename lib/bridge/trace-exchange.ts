import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readProcesses } from './monitor/process-repo.ts'
import { type RemoteTraces, remoteTraces } from './remote-traces.ts'
import { type EventTrace, type RecipientTrace, type Tracker, tracker } from './tracker.ts'
import type { TraceRecipient } from './wire.ts'

/** The channel of Postgres notifications on which processes tell each other how far events are. */
export const TRACE_CHANNEL = 'lockstep_traces'

const FLUSH_MS = 200
/** Whoever watches says so again and again; without it the others stop telling. */
const RENEW_MS = 5_000
const LEASE_MS = 15_000
/** Postgres takes payloads up to 8,000 bytes. */
const MESSAGE_BYTES = 7_000
/** Messages a flush; what is left follows with the next. */
const MESSAGES_A_FLUSH = 40
/** Steps that wait to be told; beyond that they are not told unless somebody asks. */
const PENDING_AT_MOST = 20_000
/** Events that a new watcher is told of at once. */
const EVENTS_AT_FIRST = 200

const time = z.number().optional()
const recipientSchema = z.object({
  clientId: z.string(),
  userId: z.string(),
  name: z.string(),
  portal: z.string(),
  replayed: z.boolean(),
  sentAt: z.number(),
  deliveredAt: time,
  appliedAt: time,
  renderedAt: time,
  goneAt: time,
})
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ from: z.string(), kind: z.literal('watch') }),
  z.object({ from: z.string(), kind: z.literal('ask'), id: z.string() }),
  z.object({
    from: z.string(),
    kind: z.literal('told'),
    pid: z.number().int(),
    steps: z.array(z.tuple([z.string(), recipientSchema])),
  }),
])

type Step = readonly [eventId: string, recipient: RecipientTrace]

/**
 * Brings the traces of all processes together where somebody looks at them. A recipient is known to the process that
 * it is connected to; while staff watch at another one, the steps of its recipients are told there, a few times a second.
 * When nobody watches, nothing is told.
 */
export class TraceExchange {
  readonly #id = randomUUID()
  /** Steps to tell, the last of each recipient and event. */
  readonly #pending = new Map<string, Step>()
  /** Until when somebody watches elsewhere (Unix ms). */
  #watchedUntil = 0
  #isWatching = false
  #renew: NodeJS.Timeout | undefined
  #flushing: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined
  readonly #own: Tracker
  readonly #heard: RemoteTraces
  readonly #pid: number
  /** Sends a message to the other processes; set once there is a way to them. */
  send: ((message: string) => void) | undefined

  constructor(parts: { own?: Tracker; heard?: RemoteTraces; pid?: number } = {}) {
    this.#own = parts.own ?? tracker()
    this.#heard = parts.heard ?? remoteTraces()
    this.#pid = parts.pid ?? process.pid
  }

  /** Somebody began or ceased to watch at this process. */
  watch(on: boolean): void {
    if (on === this.#isWatching) return
    this.#isWatching = on
    clearInterval(this.#renew)
    if (!on) return
    this.#say({ kind: 'watch' })
    this.#renew = setInterval(() => {
      this.#say({ kind: 'watch' })
      void this.#settle()
    }, RENEW_MS).unref()
  }

  /** Asks the others for everything they know of an event's recipients; the answers come as news. */
  ask(eventId: string): void {
    this.#say({ kind: 'ask', id: eventId })
  }

  /** Takes what another process says. Anything in another form is from a version that we do not know. */
  receive(text: string): void {
    const parsed = messageSchema.safeParse(parseJson(text))
    if (!parsed.success || parsed.data.from === this.#id) return
    const message = parsed.data
    if (message.kind === 'watch') this.#watched()
    else if (message.kind === 'ask') this.#queueAll(this.#own.trace(message.id))
    else {
      const byEvent = new Map<string, TraceRecipient[]>()
      for (const [eventId, told] of message.steps) {
        const recipient = { ...told, pid: message.pid } as TraceRecipient
        const known = byEvent.get(eventId)
        if (known) known.push(recipient)
        else byEvent.set(eventId, [recipient])
      }
      for (const [eventId, recipients] of byEvent) this.#heard.hear(eventId, recipients)
    }
  }

  stop(): void {
    clearInterval(this.#renew)
    clearTimeout(this.#flushing)
    this.#unsubscribe?.()
    this.#pending.clear()
  }

  #watched(): void {
    const isNew = this.#watchedUntil < Date.now()
    this.#watchedUntil = Date.now() + LEASE_MS
    this.#unsubscribe ??= this.#own.onTrace((trace, recipient) => {
      if (recipient) this.#queue(trace.id, recipient)
    })
    if (!isNew) return
    for (const trace of this.#own.traces(EVENTS_AT_FIRST)) this.#queueAll(trace)
  }

  #queueAll(trace: EventTrace | undefined): void {
    if (trace) for (const recipient of trace.recipients.values()) this.#queue(trace.id, recipient)
  }

  #queue(eventId: string, recipient: RecipientTrace): void {
    if (this.#pending.size >= PENDING_AT_MOST) return
    this.#pending.set(`${eventId} ${recipient.clientId}`, [eventId, recipient])
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_MS).unref()
  }

  #flush(): void {
    this.#flushing = undefined
    for (let sent = 0; sent < MESSAGES_A_FLUSH && this.#pending.size > 0; sent++) this.#sendSome()
    if (this.#pending.size > 0) this.#flushing = setTimeout(() => this.#flush(), FLUSH_MS).unref()
    if (this.#watchedUntil > Date.now()) return
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  /** One message with as many steps as it takes. */
  #sendSome(): void {
    const steps: Step[] = []
    let bytes = 0
    for (const [key, step] of this.#pending) {
      bytes += Buffer.byteLength(JSON.stringify(step)) + 1
      if (bytes > MESSAGE_BYTES && steps.length > 0) break
      steps.push(step)
      this.#pending.delete(key)
    }
    this.#say({ kind: 'told', pid: this.#pid, steps })
  }

  #say(
    message: { kind: 'watch' } | { kind: 'ask'; id: string } | { kind: 'told'; pid: number; steps: Step[] },
  ) {
    this.send?.(JSON.stringify({ from: this.#id, ...message }))
  }

  /** What a process knew that ended without a word is not told any more. */
  async #settle(): Promise<void> {
    const processes = await readProcesses().catch(() => null)
    if (processes) this.#heard.keepOnly(new Set(processes.map(({ pid }) => pid)), Date.now())
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
