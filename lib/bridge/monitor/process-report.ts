import 'server-only'
import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type JsHistogram from 'hdr-histogram-js/dist/JsHistogram.js'
import type { Lockstep } from '../lockstep.ts'
import { type TimedStage, tracker } from '../tracker.ts'
import type { ProcessClient, ProcessReport } from './process-row.ts'

/** Clients told of by name; of more only the furthest behind are, and how many there are. */
const CLIENTS_TOLD = 100

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
