import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { startApp } from '#lib/platform/testing/app-process.ts'
import { makeTemporaryFolder, removeFolder } from '#lib/platform/testing/temporary-folder.ts'
import { percentile } from './percentiles.ts'

const CLIENTS = 50
const WRITES_PER_S = 10
const SECONDS = 20
const EMAIL = 'admin@example.test'
const PASSWORD = 'a password for benchmarks'

/**
 * Time from commit to the client's handler with 50 connected clients and 10 writes a second, each write heard by all;
 * and the same fan-out by raw Socket.IO without a database, in the same run. Server and load are separate processes.
 */
export async function run(): Promise<Record<string, number | string | null>> {
  const raw = await measureRaw()
  const ours = await measureOurs()
  const ratio = ours.p95 !== null && raw.p95 ? Math.round((ours.p95 / raw.p95) * 100) / 100 : null
  return {
    clients: CLIENTS,
    writes_per_s: WRITES_PER_S,
    seconds: SECONDS,
    raw_p50_ms: raw.p50,
    raw_p95_ms: raw.p95,
    raw_p99_ms: raw.p99,
    lockstep_p50_ms: ours.p50,
    lockstep_p95_ms: ours.p95,
    lockstep_p99_ms: ours.p99,
    ratio_p95: ratio,
    deliveries_expected: ours.expected,
    deliveries_lost: ours.expected - ours.received,
    write_p95_ms: ours.writeP95,
  }
}

async function measureRaw() {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'raw-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(server.stdout, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${port.toString().trim()}`
  const latencies: number[] = []
  const sockets = await connectAll(url, {}, (socket) =>
    socket.on('event', (event: { sentAt: number }) => latencies.push(now() - event.sentAt)),
  )
  await atRate(async () => {
    await (await fetch(`${url}/emit`, { method: 'POST' })).text()
  })
  await settled(() => latencies.length)
  for (const socket of sockets) socket.disconnect()
  server.kill('SIGTERM')
  return {
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  }
}

async function measureOurs() {
  const dataDir = makeTemporaryFolder('bench-lockstep')
  const app = await startApp({
    dataDir,
    env: {
      SEED_ADMIN_EMAIL: EMAIL,
      SEED_ADMIN_PASSWORD: PASSWORD,
      RATE_LIMIT_SCALE: '100000',
      LOG_LEVEL: 'warn',
    },
  })
  try {
    const api = await signIn(app.url)
    const people = await Promise.all(Array.from({ length: 20 }, (_, i) => api.createUser(i)))
    const latencies: number[] = []
    const sockets = await connectAll(
      app.url,
      { path: '/api/socket', auth: { token: api.token } },
      (socket) => {
        socket.on('lockstep:hello', (hello: object) => socket.emit('lockstep:resume', hello, () => undefined))
        socket.on('lockstep:event', (event: { type: string; committedAt: string }, received: () => void) => {
          received()
          if (event.type === 'profile.updated') latencies.push(now() - Date.parse(event.committedAt))
        })
      },
    )
    await Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.once('lockstep:heartbeat', resolve))),
    )
    latencies.length = 0
    const writes: number[] = []
    let n = 0
    await atRate(async () => {
      const id = people[n % people.length] ?? ''
      const startedAt = performance.now()
      await api.edit(id, { headline: `A headline of the usual length, number ${n++}` })
      writes.push(performance.now() - startedAt)
    })
    await settled(() => latencies.length)
    for (const socket of sockets) socket.disconnect()
    return {
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      p99: percentile(latencies, 0.99),
      writeP95: percentile(writes, 0.95),
      expected: writes.length * CLIENTS,
      received: latencies.length,
    }
  } finally {
    await app.stop()
    removeFolder(dataDir)
  }
}

async function signIn(url: string) {
  const call = async (method: string, path: string, body: object, token?: string) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const token = String((await call('POST', 'auth/token', { email: EMAIL, password: PASSWORD })).access_token)
  return {
    token,
    async createUser(i: number) {
      const person = { email: `person${i}@example.test`, name: `Person ${i}`, password: PASSWORD }
      return String((await call('POST', 'admin/users/create', person, token)).id)
    },
    async edit(id: string, fields: object) {
      // The base is ahead of nothing: another version than the newest would make a conflict record each time.
      const base = versions.get(id) ?? 1
      const answer = await call('PUT', `admin/users/${id}/update`, { baseVersion: base, fields }, token)
      versions.set(id, Number(answer.version))
    },
  }
}

const versions = new Map<string, number>()

function now(): number {
  return performance.timeOrigin + performance.now()
}

async function connectAll(
  url: string,
  options: object,
  prepare: (socket: Socket) => void,
): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let i = 0; i < CLIENTS; i++) {
    const socket = io(url, { ...options, transports: ['websocket'], forceNew: true })
    prepare(socket)
    sockets.push(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
  }
  return sockets
}

/** Open loop: a call begins every 1/rate seconds whether or not those before have ended. */
async function atRate(call: () => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = []
  const startedAt = performance.now()
  for (let i = 0; i < WRITES_PER_S * SECONDS; i++) {
    const due = startedAt + (i * 1_000) / WRITES_PER_S
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    calls.push(call())
  }
  await Promise.all(calls)
}

/** Waits until nothing has arrived for half a second. */
async function settled(count: () => number): Promise<void> {
  for (let last = -1; last !== count(); ) {
    last = count()
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
