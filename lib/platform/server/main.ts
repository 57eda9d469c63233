import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import next from 'next'
import { startLockstep } from '#lib/bridge/lockstep.ts'
import { processId } from '#lib/bridge/monitor/process-id.ts'
import { REPAIR_CHANNEL, repairHere } from '#lib/bridge/monitor/repair.ts'
import { Watch } from '#lib/bridge/monitor/watch.ts'
import { createNotifier } from '#lib/notifications/notifier.ts'
import { env } from '#lib/platform/config/env.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { StartFault } from '#lib/platform/embedded-postgres/start-fault.ts'
import { startWorker } from '#lib/platform/queue/worker.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { acquireLock, followLock } from '#lib/providers/service.ts'
import { checkEnvironment, openDatabase } from './database.ts'
import { prepareExchange } from './http-headers.ts'
import { cron, tasks } from './jobs.ts'
import { listen } from './listen.ts'
import { type SeededAccount, seed } from './seed.ts'
import { serverState } from './state.ts'

/** A stop that takes longer ends the process anyway. */
const STOP_WITHIN_MS = 10_000

const KEEP_ALIVE_MS = 65_000

type Step = { name: string; stop: () => Promise<unknown> }

/** What has been started, in order; a stop undoes it from the end. */
const started: Step[] = []

/** Set by the first signal. Declared before the start begins: a signal may come in the middle of it. */
let stopping: Promise<void> | undefined

await main().catch(async (cause: unknown) => {
  if (cause instanceof StartFault) say(cause.message)
  else log.fatal({ err: cause }, 'the start failed')
  await stopAll()
  process.exit(1)
})

async function main(): Promise<void> {
  const begunAt = performance.now()
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  checkEnvironment()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shutDown(signal))

  const { PORT, HOST, NODE_ENV, ROLE, TRUSTED_PROXIES } = env()
  const development = NODE_ENV === 'development'
  const http = createServer(answerWhileStarting)
  // Longer than balancers and clients keep a connection: whoever closes it first must not be us, while they ask.
  http.keepAliveTimeout = KEEP_ALIVE_MS
  const upgraded = trackUpgrades(http)
  await listen(http, PORT, HOST)

  const database = await openDatabase(say)
  started.push({ name: 'database', stop: () => database.close() })
  const accounts = await seed()
  await acquireLock()

  const serves = ROLE !== 'worker'
  const lockstep = await startLockstep({
    ...(serves ? { http } : {}),
    databaseUrl: database.url,
    hears: { [REPAIR_CHANNEL]: repairHere },
  })
  started.push({ name: 'lockstep', stop: () => lockstep.stop() })
  const unfollowLock = followLock()
  started.push({ name: 'provider lock', stop: async () => unfollowLock() })
  const watch = new Watch(lockstep, ROLE, processId())
  watch.start()
  started.push({ name: 'watch', stop: () => watch.stop() })
  const notifier = createNotifier()
  notifier.start()
  started.push({ name: 'notifications', stop: () => notifier.stop() })
  if (serves) await serve(http, { development, trustedProxies: TRUSTED_PROXIES })
  if (ROLE !== 'web') {
    const worker = await startWorker({ connectionString: database.url, tasks, cron })
    started.push({ name: 'worker', stop: () => worker.stop() })
  }
  // Stops first, and sockets first of all: an upgraded connection would keep the port from closing.
  started.push({
    name: 'http',
    stop: () => {
      lockstep.disconnectAll()
      return drain(http, upgraded)
    },
  })
  serverState().phase = 'ready'
  announce(accounts, performance.now() - begunAt)
}

async function serve(http: Server, options: { development: boolean; trustedProxies: number }): Promise<void> {
  const { HOST, PORT } = env()
  const app = next({
    dev: options.development,
    hostname: HOST,
    port: PORT,
    httpServer: http,
    dir: process.cwd(),
  })
  await app.prepare()
  const handle = app.getRequestHandler()
  const secure = publicUrl().startsWith('https:')
  const socketListeners = http.listeners('request').filter((listener) => listener !== answerWhileStarting)
  http.removeAllListeners('request')
  http.on('request', (request, response) => {
    prepareExchange(request, response, { ...options, secure })
    // Socket.IO answers its own path; it was listening before this handler was there.
    if (request.url?.startsWith('/api/socket/')) {
      for (const listener of socketListeners) listener.call(http, request, response)
      return
    }
    void handle(request, response)
  })
  started.push({ name: 'pages', stop: () => app.close() })
}

/** The port is open before the database is: balancers and people see that something is coming. */
function answerWhileStarting(request: { url?: string }, response: import('node:http').ServerResponse): void {
  const alive = request.url === '/api/health'
  response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '2' })
  response.end(JSON.stringify({ status: alive ? 'ok' : 'starting' }))
}

/** Connections that are no longer HTTP's own, such as WebSockets: closing the server does not close them. */
function trackUpgrades(http: Server): ReadonlySet<Duplex> {
  const upgraded = new Set<Duplex>()
  http.on('upgrade', (_request, socket) => {
    // While nobody else listens yet, nobody would ever answer: the client has to try again.
    if (http.listenerCount('upgrade') === 1) return void socket.destroy()
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
  })
  return upgraded
}

/** Stops accepting and lets requests that are under way finish. */
function drain(http: Server, upgraded: ReadonlySet<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve())
    for (const socket of upgraded) socket.destroy()
    http.closeIdleConnections()
    setTimeout(() => http.closeAllConnections(), STOP_WITHIN_MS / 2).unref()
  })
}

async function shutDown(signal: string): Promise<void> {
  if (stopping) return
  serverState().phase = 'stopping'
  log.info({ signal }, 'stopping')
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  stopping = stopAll()
  await stopping
  process.exit(0)
}

async function stopAll(): Promise<void> {
  for (const step of started.splice(0).reverse()) {
    await step
      .stop()
      .catch((cause: unknown) => log.error({ err: cause, step: step.name }, 'a part did not stop well'))
  }
}

function announce(accounts: SeededAccount[], tookMs: number): void {
  say(`IntelliCV is ready at ${publicUrl()} (${(tookMs / 1_000).toFixed(1)} s)`)
  say(`  user portal   ${publicUrl()}/`)
  say(`  admin portal  ${publicUrl()}/admin`)
  for (const account of accounts) {
    const password = account.generated ? account.password : 'as given in the environment'
    say(`  first ${account.role} sign-in: ${account.email}  password: ${password}`)
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
