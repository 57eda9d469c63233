import 'server-only'
import type { Server as HttpServer } from 'node:http'
import { runtime } from '#lib/platform/runtime.ts'
import { PRESENCE_CHANNEL } from './presence.ts'
import { Relay, type RelayStatus } from './relay.ts'
import { SocketServer } from './socket-server.ts'
import { notifySubscribers } from './subscribers.ts'
import { Wakeup } from './wakeup.ts'

/** The running half of the bridge in one process: relay, sockets and the wake-up of other processes. */
export type Lockstep = {
  relayStatus(): RelayStatus
  clients(): ReturnType<SocketServer['clients']>
  /** Sends this process's sockets away, as the first step of a stop. */
  disconnectAll(): void
  stop(): Promise<void>
}

/** Starts the bridge on an HTTP server (or without sockets, in a process that only works). */
export async function startLockstep(options: { http?: HttpServer; databaseUrl: string }): Promise<Lockstep> {
  let sockets: SocketServer | undefined
  const relay = new Relay((event) => {
    sockets?.deliver(event)
    void notifySubscribers(event)
  })
  const wakeup = new Wakeup(options.databaseUrl, () => relay.poke())
  await relay.start()
  // After the relay knows its place: a client that resumed before would be taken to have missed nothing.
  if (options.http) sockets = new SocketServer(options.http, () => relay.position)
  if (sockets) {
    const { presence } = sockets
    wakeup.hear(PRESENCE_CHANNEL, (message) => presence.receive(message))
    presence.send = (message) => wakeup.send(PRESENCE_CHANNEL, message)
  }
  await wakeup.start()
  const shared = runtime()
  shared.pokeRelay = () => {
    relay.poke()
    wakeup.notify()
  }
  const lockstep: Lockstep = {
    relayStatus: () => relay.status(),
    disconnectAll: () => sockets?.disconnectAll(),
    clients: () => sockets?.clients() ?? [],
    async stop() {
      delete shared.pokeRelay
      await sockets?.close()
      await relay.stop()
      await wakeup.stop()
    },
  }
  shared.singletons.set('bridge.lockstep', lockstep)
  return lockstep
}

/** The bridge of this process, if it has started; pages ask it for what they show of it. */
export function runningLockstep(): Lockstep | undefined {
  return runtime().singletons.get('bridge.lockstep') as Lockstep | undefined
}
