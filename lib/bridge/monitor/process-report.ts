import 'server-only'
import type { Lockstep } from '../lockstep.ts'
import { tracker } from '../tracker.ts'

/** Clients told of by name; of more only the furthest behind are, and how many there are. */
const CLIENTS_TOLD = 100

export type ProcessClient = {
  readonly clientId: string
  readonly userId: string
  readonly name: string
  readonly role: string
  readonly state: string
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
  const delivered = watch.stages().delivered
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
      return { ...client, waiting: behind?.count ?? 0, waitingMs: behind ? now - behind.oldestAt : 0 }
    })
    .sort((a, b) => b.waitingMs - a.waitingMs || a.connectedAt.localeCompare(b.connectedAt))
}
