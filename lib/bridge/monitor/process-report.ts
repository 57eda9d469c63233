import 'server-only'
import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type JsHistogram from 'hdr-histogram-js/dist/JsHistogram.js'
import type { Lockstep } from '../lockstep.ts'
import { type TimedStage, tracker } from '../tracker.ts'

/** Clients told of by name; of more only the furthest behind are, and how many there are. */
const CLIENTS_TOLD = 100

export type ProcessClient = {
  readonly clientId: string
  readonly userId: string
  readonly name: string
  readonly role: string
  readonly state: string
  /** Up to here it has said that it has everything. */
  readonly cursor: string
  readonly transport: string
  readonly connectedAt: string
  /** Events sent to it that it has not said it has, and since when the oldest has waited (ms). */
  readonly waiting: number
  readonly waitingMs: number
}

/** What a process tells of itself. Times in ms. */
export type ProcessReport = {
  readonly relay: {
    running: boolean
    cursor: string
    relayed: number
    failures: number
    lastError: string | null
  }
  readonly figures: {
    syncs: number
    failed: number
    successRate: number | null
    deliveredP95: number | null
    deliveries: number
    reconnectsPerMinute: number
  }
  /** What the debug page of another process adds to its own; a process of an older version tells nothing of it. */
  readonly sums?: {
    readonly outcomes: { ok: number; of: number }
    readonly failures: Readonly<Record<string, number>>
    readonly averageMs: number | null
    /** Latencies of the last minutes, as compressed histograms. */
    readonly latencies: Partial<Readonly<Record<TimedStage, string>>>
  }
  readonly sockets: number
  readonly clients: readonly ProcessClient[]
  readonly rssBytes: number
}

export type ProcessRow = {
  readonly id: string
  readonly pid: number
  readonly role: string
  readonly startedAt: string
  readonly seenAt: string
  readonly report: ProcessReport
}

export function reportProcess(lockstep: Lockstep): ProcessReport {
  const relay = lockstep.relayStatus()
  const watch = tracker()
  const delivered = watch.delivered()
  const clients = clientsOf(lockstep)
  return {
    relay: {
      running: relay.running,
      cursor: relay.cursor,
      relayed: relay.relayed,
      failures: relay.failures,
      lastError: relay.lastError?.slice(0, 200) ?? null,
    },
    figures: {
      ...watch.counts(),
      successRate: watch.successRate(),
      deliveredP95: delivered.p95,
      deliveries: delivered.count,
      reconnectsPerMinute: watch.reconnectsPerMinute(),
    },
    sums: {
      outcomes: watch.outcomes(),
      failures: watch.failures(),
      averageMs: watch.averageMs(),
      latencies: encoded(watch.histograms()),
    },
    sockets: clients.length,
    clients: clients.slice(0, CLIENTS_TOLD),
    rssBytes: process.memoryUsage.rss(),
  }
}

/** Every client of this process with what it has not confirmed, the furthest behind first. */
export function clientsOf(lockstep: Pick<Lockstep, 'clients'>): ProcessClient[] {
  const now = Date.now()
  const waiting = tracker().unconfirmed()
  return lockstep
    .clients()
    .map((client) => {
      const behind = waiting.get(client.clientId)
      return {
        ...client,
        cursor: behind?.upTo ?? client.cursor,
        waiting: behind?.count ?? 0,
        waitingMs: behind ? now - behind.oldestAt : 0,
      }
    })
    .sort((a, b) => b.waitingMs - a.waitingMs || a.connectedAt.localeCompare(b.connectedAt))
}

function encoded(histograms: Record<TimedStage, JsHistogram>): Partial<Record<TimedStage, string>> {
  return Object.fromEntries(
    Object.entries(histograms)
      .filter(([, histogram]) => histogram.totalCount > 0)
      .map(([stage, histogram]) => [stage, encodeIntoCompressedBase64(histogram)]),
  )
}

/** The latencies that another process told of. */
export function latenciesOf({ sums }: ProcessReport): Partial<Record<TimedStage, JsHistogram>> {
  return Object.fromEntries(
    Object.entries(sums?.latencies ?? {}).map(([stage, text]) => [
      stage,
      decodeFromCompressedBase64(text) as JsHistogram,
    ]),
  )
}
