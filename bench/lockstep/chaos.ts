import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { connect as connectTo, createServer, type Socket as TcpSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { Envelope } from '#lib/bridge/schema.ts'
import { chance } from '#lib/bridge/testing/history.ts'
import type { LockstepClient } from '#lib/bridge/ui/lockstep-client.ts'
import type { ClientToServer, ServerToClient } from '#lib/bridge/wire.ts'
import { processIdentity } from '#lib/platform/bootstrap/file-lock.mjs'
import { findPostmaster } from '#lib/platform/embedded-postgres/postmaster.ts'
import { readRecord } from '#lib/platform/embedded-postgres/record.ts'
import type { Figures } from '../main.ts'
import { percentile } from '../percentiles.ts'
import { openWorld, pause, type World } from './world.ts'

const SEEDS = 20
const CLIENTS = 4
const RUN_MS = 3_000
const WRITE_EVERY_MS = 25
const CATCH_UP_MS = 15_000

type Fault = 'app killed' | 'database restarted' | 'sockets dropped'

/**
 * B3: while somebody writes, the app is killed (-9) and started again, Postgres is stopped at once and started again,
 * or all connections are cut, at random times. Each client is the product's own. A write that was not answered is
 * sent again under its key until it is. Beside it, in the same runs, plain Socket.IO that only reconnects.
 */
export async function chaos(): Promise<Figures> {
  Object.assign(globalThis, { window: new EventTarget() })
  const world = await openWorld()
  const proxy = await openProxy(world.url)
  const sums = { acknowledged: 0, lost: 0, twice: 0, outOfOrder: 0, plainLost: 0, plainExpected: 0 }
  const backAfter: Record<Fault, number[]> = {
    'app killed': [],
    'database restarted': [],
    'sockets dropped': [],
  }
  try {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const run = await oneRun(world, proxy, seed)
      sums.acknowledged += run.acknowledged
      sums.lost += run.lost
      sums.twice += run.twice
      sums.outOfOrder += run.outOfOrder
      sums.plainLost += run.plainLost
      sums.plainExpected += run.plainExpected
      backAfter[run.fault].push(run.backAfterMs)
    }
  } finally {
    proxy.close()
    await world.close()
  }
  const all = Object.values(backAfter).flat()
  return {
    'runs (app killed / database restarted / sockets dropped)': Object.values(backAfter)
      .map((list) => list.length)
      .join(' / '),
    'acknowledged edits': sums.acknowledged,
    'lost to a client (0)': sums.lost,
    'shown twice (0)': sums.twice,
    'out of order (0)': sums.outOfOrder,
    'plain Socket.IO under the same faults lost': percent(sums.plainLost, sums.plainExpected),
    'back in step after the service was back, p50 ms': percentile(all, 0.5),
    'back in step after the service was back, p95 ms (under 2,000)': percentile(all, 0.95),
  }
}

async function oneRun(world: World, proxy: Proxy, seed: number) {
  const random = chance(seed)
  const faults: Fault[] = ['app killed', 'sockets dropped', 'database restarted']
  const fault = faults[seed % faults.length] ?? 'app killed'
  const [personId = ''] = await world.people(1)
  const token = await world.token(personId)
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, () => openClient(proxy.url, token, personId)),
  )
  const plain = await openPlain(proxy.url, token, personId)
  const writer = new Writer(world.url, await world.token(world.admin.id), personId)
  // Somebody writes until all are back in step: an app that starts slowly must not come back to silence.
  let isOver = false
  const writing = writer.writeFor(RUN_MS, () => isOver)
  await pause(300 + random() * 1_500)
  const service = await strike(world, proxy, fault)
  const backAfterMs = await inStepAgain(clients, writer, service.backAt)
  isOver = true
  await writing
  const deadline = performance.now() + CATCH_UP_MS
  while (clients.some(({ versions }) => versions.at(-1) !== writer.version) && performance.now() < deadline)
    await pause(20)
  const wanted = Array.from({ length: writer.version - 1 }, (_, n) => n + 2)
  const seen = clients.map(({ versions }) => versions)
  for (const client of clients) client.close()
  plain.socket.disconnect()
  return {
    fault,
    backAfterMs,
    acknowledged: writer.acknowledged,
    lost: sum(seen, (versions) => wanted.filter((version) => !versions.includes(version)).length),
    twice: sum(seen, (versions) => versions.length - new Set(versions).size),
    outOfOrder: sum(
      seen,
      (versions) => versions.filter((version, at) => at > 0 && version < (versions[at - 1] ?? 0)).length,
    ),
    plainLost: wanted.filter((version) => !plain.versions.has(version)).length,
    plainExpected: wanted.length,
  }
}

/** Makes the fault; answers when the service could be had again. */
async function strike(world: World, proxy: Proxy, fault: Fault): Promise<{ backAt: number }> {
  if (fault === 'sockets dropped') proxy.cut()
  else if (fault === 'app killed') {
    await world.app.kill()
    await world.restart()
  } else {
    const postmaster = findPostmaster(readRecord(world.folder)?.folder ?? `${world.folder}/postgres`)
    if (!postmaster) throw new Error('The database of the benchmark does not run')
    process.kill(postmaster.pid, 'SIGQUIT')
    while (processIdentity(postmaster.pid) !== undefined) await pause(5)
    await world.restartDatabase()
  }
  return { backAt: performance.now() }
}

type Client = {
  client: LockstepClient
  versions: number[]
  close(): void
}

async function openClient(url: string, token: string, personId: string): Promise<Client> {
  const { LockstepClient } = await import('#lib/bridge/ui/lockstep-client.ts')
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    path: '/api/socket',
    auth: { token },
    transports: ['websocket'],
    autoConnect: false,
    forceNew: true,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2_000,
  })
  const client = new LockstepClient(null, { openSocket: async () => socket })
  const opened: Client = { client, versions: [], close: () => client.disconnect() }
  client.onEvent((event: Envelope) => {
    if (event.entityId === personId) opened.versions.push(event.version)
  })
  client.connect()
  while (client.connection.status !== 'live') await pause(5)
  return opened
}

/** A client without a memory: it reconnects, and takes what comes. */
async function openPlain(url: string, token: string, personId: string) {
  const socket = io(url, { path: '/api/socket', auth: { token }, transports: ['websocket'], forceNew: true })
  const versions = new Set<number>()
  socket.on('lockstep:hello', (hello: object) => socket.emit('lockstep:resume', hello, () => undefined))
  socket.on('lockstep:event', (event: Envelope, confirm: () => void) => {
    confirm()
    if (event.entityId === personId) versions.add(event.version)
  })
  await new Promise<void>((resolve) => socket.once('lockstep:heartbeat', () => resolve()))
  return { socket, versions }
}

/** Until every client shows the first edit that was made after the service was back. */
async function inStepAgain(clients: readonly Client[], writer: Writer, backAt: number): Promise<number> {
  const first = writer.version + 1
  while (clients.some(({ versions }) => (versions.at(-1) ?? 0) < first)) {
    if (performance.now() - backAt > CATCH_UP_MS) break
    await pause(2)
  }
  return Math.round(performance.now() - backAt)
}

/** Edits one person, one write at a time; each is sent again under its key until it has been answered. */
class Writer {
  version = 1
  acknowledged = 0
  readonly #url: string
  readonly #token: string
  readonly #personId: string

  constructor(url: string, token: string, personId: string) {
    this.#url = `${url}/api/v1/admin/users/${personId}/update`
    this.#token = token
    this.#personId = personId
  }

  /** For at least so long, and until it is over. */
  async writeFor(ms: number, isOver: () => boolean): Promise<void> {
    const endsAt = performance.now() + ms
    while (performance.now() < endsAt || !isOver()) {
      await this.#write()
      await pause(WRITE_EVERY_MS)
    }
  }

  async #write(): Promise<void> {
    const body = JSON.stringify({
      baseVersion: this.version,
      fields: { headline: `${this.#personId} ${this.version}` },
      idempotencyKey: randomUUID(),
    })
    const patience = performance.now() + CATCH_UP_MS
    for (;;) {
      const answer = await fetch(this.#url, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
        body,
      }).catch(() => null)
      if (answer?.ok) {
        this.version = Number(((await answer.json()) as { version: number }).version)
        this.acknowledged++
        return
      }
      if (performance.now() > patience) throw new Error('The app did not come back')
      await pause(100)
    }
  }
}

type Proxy = { url: string; cut(): void; close(): void }

/** Stands between clients and app, so that all connections can be cut without either of them doing it. */
async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<TcpSocket>()
  const server = createServer((near) => {
    const far = connectTo(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close() {
      cut()
      server.close()
    },
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}

function percent(part: number, whole: number): string {
  return `${part} of ${whole} (${Math.round((1_000 * part) / Math.max(1, whole)) / 10} %)`
}
