import { io, type Socket } from 'socket.io-client'

/**
 * A crowd of socket clients as a process of its own, so that what they cost is not the server's. It is told by its
 * parent what to do (`CrowdCommand`) and answers each command when it is done.
 */
export type CrowdCommand =
  | { do: 'connect'; url: string; tokens: readonly string[]; raw: boolean }
  /** Forgets what was measured so far. */
  | { do: 'begin' }
  /** Waits until nothing has come for a while, and tells what was measured. */
  | { do: 'end' }
  | { do: 'disconnect' }
  /** Connects again, each from its place, and waits until each has caught up with as many events as it is to get. */
  | { do: 'return'; events: number }

export type CrowdReport = {
  latencies: number[]
  received: number
  twice: number
  outOfOrder: number
  /** ms from the first connection to the last client that had caught up. */
  caughtUpMs: number
}

type Client = {
  socket: Socket
  place: { epoch: string; cursor: string } | null
  seen: Set<string>
  versions: Map<string, number>
  events: number
  confirm: (() => void) | null
}

const clients: Client[] = []
let latencies: number[] = []
let received = 0
let twice = 0
let outOfOrder = 0
let lastAt = 0
const now = () => performance.timeOrigin + performance.now()

process.on('message', (command: CrowdCommand) => {
  handle(command).then(
    (answer) => process.send?.({ ok: true, answer }),
    (cause: unknown) => process.send?.({ ok: false, error: String(cause) }),
  )
})

async function handle(command: CrowdCommand): Promise<CrowdReport | null> {
  if (command.do === 'connect') {
    for (const token of command.tokens)
      await (command.raw ? connectRaw(command.url) : connect(command.url, token))
  } else if (command.do === 'begin') reset()
  else if (command.do === 'disconnect') for (const { socket } of clients) socket.disconnect()
  else if (command.do === 'return') return comeBack(command.events)
  else {
    while (now() - lastAt < 500) await new Promise((resolve) => setTimeout(resolve, 100))
    return report(0)
  }
  return null
}

function reset(): void {
  latencies = []
  received = twice = outOfOrder = 0
  lastAt = now()
  for (const client of clients) client.events = 0
}

function report(caughtUpMs: number): CrowdReport {
  return { latencies, received, twice, outOfOrder, caughtUpMs }
}

async function connectRaw(url: string): Promise<void> {
  const socket = io(url, { transports: ['websocket'], forceNew: true })
  socket.on('event', (event: { sentAt: number }) => {
    lastAt = now()
    received++
    latencies.push(lastAt - event.sentAt)
  })
  clients.push({ socket, place: null, seen: new Set(), versions: new Map(), events: 0, confirm: null })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
}

type Event = {
  id: string
  cursor: string
  type: string
  entityId: string
  version: number
  committedAt: string
}

async function connect(url: string, token: string): Promise<void> {
  const socket = io(url, { path: '/api/socket', auth: { token }, transports: ['websocket'], forceNew: true })
  const client: Client = {
    socket,
    place: null,
    seen: new Set(),
    versions: new Map(),
    events: 0,
    confirm: null,
  }
  clients.push(client)
  socket.on('lockstep:hello', (hello: { epoch: string; cursor: string }) => {
    client.place ??= { epoch: hello.epoch, cursor: hello.cursor }
    socket.emit('lockstep:resume', client.place, () => undefined)
  })
  socket.on('lockstep:event', (event: Event, confirm: () => void) => {
    const at = now()
    // As our pages do: the last of what came together stands for all of it.
    if (!client.confirm)
      setTimeout(() => {
        client.confirm?.()
        client.confirm = null
      })
    client.confirm = confirm
    if (client.place) client.place.cursor = event.cursor
    if (event.type !== 'profile.updated') return
    lastAt = at
    received++
    client.events++
    latencies.push(at - Date.parse(event.committedAt))
    if (client.seen.has(event.id)) twice++
    client.seen.add(event.id)
    const before = client.versions.get(event.entityId) ?? 0
    if (before >= event.version) outOfOrder++
    client.versions.set(event.entityId, event.version)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('lockstep:heartbeat', () => resolve()).once('connect_error', reject)
  })
}

async function comeBack(events: number): Promise<CrowdReport> {
  reset()
  const startedAt = now()
  for (const { socket } of clients) socket.connect()
  const deadline = startedAt + 120_000
  while (clients.some((client) => client.events < events) && now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5))
  return report(now() - startedAt)
}
