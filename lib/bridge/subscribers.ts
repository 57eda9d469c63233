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
  /** Events that wait for it. */
  waiting: number
  /** What it is working on; the next event waits for it. */
  busy: Promise<void>
}

const subscribers = () => processSingleton('bridge.subscribers', () => new Set<Subscriber>())

/**
 * Calls back for every event of the given types ('*' for all) that this process relays, in log order per
 * subscriber. A callback that throws is tried again twice, in ever longer steps, and then counted; it never holds
 * up the others.
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
    waiting: 0,
    busy: Promise.resolve(),
  }
  subscribers().add(subscriber)
  return () => subscribers().delete(subscriber)
}

/** How long it waits before each try: a moment's fault of the database is over by the last. */
const TRY_AFTER_MS = [0, 200, 2_000]
/** A callback that takes longer is given up, so that it does not hold back what comes after for ever. */
const GIVEN_UP_AFTER_MS = 30_000
/** Events that may wait for a subscriber; beyond that they are counted as failed, before memory is full of them. */
const WAITING_AT_MOST = 10_000

/** Hands an event to every subscriber that wants it. Resolves when all are done; never rejects. */
export async function notifySubscribers(event: LoggedEvent): Promise<void> {
  const wanted = [...subscribers()].filter(({ types }) => types.has('*') || types.has(event.envelope.type))
  await Promise.all(
    wanted.map((subscriber) => {
      if (subscriber.waiting >= WAITING_AT_MOST) {
        subscriber.failed++
        subscriber.lastError = 'More events wait for it than can be kept.'
        return undefined
      }
      subscriber.waiting++
      subscriber.busy = subscriber.busy
        .then(() => deliver(subscriber, event))
        .finally(() => subscriber.waiting--)
      return subscriber.busy
    }),
  )
}

async function deliver(subscriber: Subscriber, event: LoggedEvent): Promise<void> {
  for (const waitMs of TRY_AFTER_MS) {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      await within(GIVEN_UP_AFTER_MS, subscriber.callback(event))
      subscriber.delivered++
      return
    } catch (cause) {
      subscriber.lastError = cause instanceof Error ? cause.message : String(cause)
    }
  }
  subscriber.failed++
}

async function within(ms: number, work: void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${ms / 1_000} s.`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
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
