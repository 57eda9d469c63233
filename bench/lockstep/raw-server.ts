import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

/**
 * The floor: plain Socket.IO that fans out a message of our events' size to every client, with no database, no
 * routing and no replay. It answers POST /emit by emitting, as our server answers a write.
 */
const http = createServer((_request, response) => {
  io.emit('event', { ...PAYLOAD, sentAt: performance.timeOrigin + performance.now() })
  response.end('ok')
})
const io = new Server(http, { serveClient: false })

const actor = { id: crypto.randomUUID(), name: 'Ada Admin', role: 'admin', portal: 'api' }
const PAYLOAD = {
  v: 1,
  id: crypto.randomUUID(),
  cursor: '123456-123456',
  type: 'profile.updated',
  entity: 'profile',
  entityId: crypto.randomUUID(),
  version: 12,
  fields: { headline: 'A headline of the usual length, as people write them' },
  actor,
  committedAt: new Date().toISOString(),
  conflicts: [],
}

http.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(http.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
