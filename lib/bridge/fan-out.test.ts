import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Broadcast, FanOut } from './fan-out.ts'

const http = createServer()
const server = new Server(http)
let url: string
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterAll(async () => {
  for (const cleanup of cleanups) cleanup()
  await server.close()
})

async function connect(transport: 'websocket' | 'polling', ...rooms: string[]) {
  const heard: string[] = []
  const arrived = once(server, 'connection') as Promise<[Socket]>
  const client = io(url, { transports: [transport], forceNew: true })
  cleanups.push(() => client.disconnect())
  client.on('news', (text: string, received: () => void) => {
    heard.push(text)
    received()
  })
  const [socket] = await arrived
  await socket.join(rooms)
  return { heard, socket }
}

/** How often a WebSocket is written to. */
function countFrames(socket: Socket): () => number {
  const { _sender: sender } = (
    socket.conn.transport as unknown as { socket: { _sender: { sendFrame(...args: unknown[]): void } } }
  ).socket
  const { sendFrame } = sender
  let writes = 0
  sender.sendFrame = (...args) => {
    writes++
    sendFrame.apply(sender, args)
  }
  return () => writes
}

test('each hears its own in order, by one write for a WebSocket, and is told apart when it confirms', async () => {
  const all = await connect('websocket', 'a', 'b')
  const same = await connect('websocket', 'a', 'b')
  const half = await connect('websocket', 'b')
  const slow = await connect('polling', 'a', 'b')
  const none = await connect('websocket', 'c')
  const clients = { all, same, half, slow, none }
  const nameOf = (id: string) => Object.entries(clients).find(([, { socket }]) => socket.id === id)?.[0]
  const writes = [all, same, half].map(({ socket }) => countFrames(socket))
  const sending: string[] = []
  const confirmed: string[] = []
  const broadcast = (text: string, ...rooms: string[]): Broadcast => ({
    name: 'news',
    content: text,
    rooms,
    sending: (id) => sending.push(`${nameOf(id)} ${text}`),
    confirmed: (id) => confirmed.push(`${nameOf(id)} ${text}`),
  })

  const fanOut = new FanOut(server.of('/'))
  fanOut.push(broadcast('one', 'a'))
  // Long enough for a frame whose length takes more than a byte, with letters of several bytes.
  const long = `two ${'ж'.repeat(40_000)}`
  fanOut.push(broadcast(long, 'b', 'a'))
  fanOut.push(broadcast('three', 'b'))
  fanOut.push(broadcast('nobody’s', 'd'))
  expect(sending, 'nothing goes out before the flush').toEqual([])
  fanOut.flush()
  fanOut.flush()

  const expected = ['all', 'same', 'slow'].flatMap((name) => [
    `${name} one`,
    `${name} ${long}`,
    `${name} three`,
  ])
  expected.push(`half ${long}`, 'half three')
  await expect.poll(() => [...confirmed].sort()).toEqual([...expected].sort())
  expect([...sending].sort()).toEqual([...expected].sort())
  for (const { heard } of [all, same, slow]) expect(heard).toEqual(['one', long, 'three'])
  expect(half.heard).toEqual([long, 'three'])
  expect(none.heard).toEqual([])
  expect(writes.map((count) => count())).toEqual([1, 1, 1])

  fanOut.push(broadcast('alone', 'c'))
  fanOut.flush()
  await expect.poll(() => none.heard).toEqual(['alone'])
})
