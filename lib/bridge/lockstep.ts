import 'server-only'
import type { Server as HttpServer } from 'node:http'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { runtime } from '#lib/platform/runtime.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { faults } from './faults.ts'
import { readFingerprint, settleEpoch } from './log-repo.ts'
import type { AlertRecord } from './monitor/schema.ts'
import { PRESENCE_CHANNEL } from './presence.ts'
import { LogReader } from './reader-repo.ts'
import { Relay, type RelayStatus } from './relay.ts'
import { snapshots } from './snapshot-cache.ts'
import { SocketServer } from './socket-server.ts'
import { notifySubscribers } from './subscribers.ts'
import { TRACE_CHANNEL } from './trace-exchange.ts'
import { Wakeup } from './wakeup.ts'

/** The running half of the bridge in one process: relay, sockets and the wake-up of other processes. */
export type Lockstep = {
  relayStatus(): RelayStatus
  /** How many of the newest events are held for clients that come back. */
  recentEvents(): number
  clients(): ReturnType<SocketServer['clients']>
  /** Tells all staff who are connected here which alerts are open. */
  tellAlerts(open: AlertRecord[]): void
  /** Asks the other processes how far an event is with their clients; the answers come within a moment. */
  askTrace(eventId: string): void
  /** Asks every page that is connected here to say what it shows. */
  askDigests(): void
  /** Sends news to every process that hears the channel; it may be lost. */
  tellProcesses(channel: string, message: string): void
  /** Tells one client to read everything anew. */
  refetch(clientId: string): void
  /** Cuts one client's connection; false when it is not connected here. */
  drop(clientId: string): boolean
  /** Sends this process's sockets away, as the first step of a stop. */
  disconnectAll(): void
  stop(): Promise<void>
}

/** Starts the bridge on an HTTP server (or without sockets, in a process that only works). */
export async function startLockstep(options: {
  http?: HttpServer
  databaseUrl: string
  /** What else this process hears of the others, by channel. */
  hears?: Readonly<Record<string, (message: string) => void>>
}): Promise<Lockstep> {
  let sockets: SocketServer | undefined
  const reader = new LogReader(options.databaseUrl)
  const relay = new Relay(
    (event) => {
      snapshots().heard(event)
      sockets?.deliver(event)
      void notifySubscribers(event)
    },
    {
      from: reader.sql,
      flush: () => sockets?.flush(),
      onNewEpoch: () => {
        snapshots().clear()
        sockets?.startOver()
      },
    },
  )
  const wakeup = new Wakeup(options.databaseUrl, () => relay.poke())
  const fingerprint = await readFingerprint()
  if (await inSqlTransaction((sql) => settleEpoch(fingerprint, sql))) {
    log.warn('the database was restored: every page will read everything anew')
  }
  await relay.start()
  snapshots().follow(() => relay.isFollowing)
  // After the relay knows its place: a client that resumed before would be taken to have missed nothing.
  if (options.http) sockets = new SocketServer(options.http, relay)
  if (sockets) {
    const {
      presence,
      traceFeed: { exchange },
    } = sockets
    wakeup.hear(TRACE_CHANNEL, (message) => exchange.receive(message))
    exchange.send = (message) => wakeup.send(TRACE_CHANNEL, message)
    wakeup.hear(PRESENCE_CHANNEL, (message) => presence.receive(message))
    presence.send = (message) => wakeup.send(PRESENCE_CHANNEL, message)
  }
  for (const [channel, hear] of Object.entries(options.hears ?? {})) wakeup.hear(channel, hear)
  await wakeup.start()
  const impair = () => {
    const { relayStopped, delayMs } = faults().settings
    relay.impair({ held: relayStopped, delayMs })
  }
  const stopImpairing = faults().onChange(impair)
  const shared = runtime()
  shared.pokeRelay = () => {
    relay.poke()
    wakeup.notify()
  }
  const lockstep: Lockstep = {
    relayStatus: () => relay.status(),
    recentEvents: () => relay.recent.size,
    tellAlerts: (open) => sockets?.tellAlerts(open),
    askTrace: (eventId) => sockets?.traceFeed.exchange.ask(eventId),
    askDigests: () => sockets?.askDigests(),
    tellProcesses: (channel, message) => wakeup.send(channel, message),
    refetch: (clientId) => sockets?.refetch(clientId),
    drop: (clientId) => sockets?.drop(clientId) ?? false,
    disconnectAll: () => sockets?.disconnectAll(),
    clients: () => sockets?.clients() ?? [],
    async stop() {
      delete shared.pokeRelay
      stopImpairing()
      await sockets?.close()
      await relay.stop()
      await wakeup.stop()
      await reader.close()
    },
  }
  shared.singletons.set('bridge.lockstep', lockstep)
  return lockstep
}

/** The bridge of this process, if it has started; pages ask it for what they show of it. */
export function runningLockstep(): Lockstep | undefined {
  return runtime().singletons.get('bridge.lockstep') as Lockstep | undefined
}
