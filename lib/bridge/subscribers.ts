import 'server-only'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { LoggedEvent } from './log-repo.ts'

export type Subscriber = {
  readonly name: string
  readonly types: ReadonlySet<string>
  readonly callback: (event: LoggedEvent) => void | Promise<void>
  delivered: number
  failed: number
  lastError: string | null
  /** What it is working on; the next event waits for it. */
  busy: Promise<void>
}

const subscribers = () => processSingleton('bridge.subscribers', () => new Set<Subscriber>())

/**
 * Calls back for every event of the given types ('*' for all) that this process relays, in log order per
 * subscriber. A callback that throws is tried again twice and then counted; it never holds up the others.
 */
export function subscribeToEvents(
  types: readonly string[],
  callback: (event: LoggedEvent) => void | Promise<void>,
  options: { name: string },
): () => void {
  const subscriber: Subscriber = {
    name: options.name,
    types: new Set(types),
    callback,
    delivered: 0,
    failed: 0,
    lastError: null,
    busy: Promise.resolve(),
  }
  subscribers().add(subscriber)
  return () => subscribers().delete(subscriber)
}

const TRIES = 3

/** Hands an event to every subscriber that wants it. Resolves when all are done; never rejects. */
export async function notifySubscribers(event: LoggedEvent): Promise<void> {
  const wanted = [...subscribers()].filter(({ types }) => types.has('*') || types.has(event.envelope.type))
  await Promise.all(
    wanted.map((subscriber) => {
      subscriber.busy = subscriber.busy.then(() => deliver(subscriber, event))
      return subscriber.busy
    }),
  )
}

async function deliver(subscriber: Subscriber, event: LoggedEvent): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      await subscriber.callback(event)
      subscriber.delivered++
      return
    } catch (cause) {
      subscriber.lastError = cause instanceof Error ? cause.message : String(cause)
    }
  }
  subscriber.failed++
}

/** How each subscriber of this process fares, for the debug page. */
export function subscriberReport(): {
  name: string
  types: string[]
  delivered: number
  failed: number
  lastError: string | null
}[] {
  return [...subscribers()].map(({ name, types, delivered, failed, lastError }) => ({
    name,
    types: [...types],
    delivered,
    failed,
    lastError,
  }))
}
