import pg from 'pg'
import { io } from 'socket.io-client'
import { createDatabase } from '#lib/platform/embedded-postgres/embedded-postgres.ts'
import type { Figures } from '../main.ts'
import { headlineWriter, openWorld, pause } from './world.ts'

const HELD_MS = 60_000
const WRITE_EVERY_MS = 250

/**
 * B6: somebody holds a writing transaction open for a minute, in another database of the same server. No change can
 * pass the fence meanwhile: staff have to be told within 5 s, and all of it has to arrive once the transaction ends.
 */
export async function fence(): Promise<Figures> {
  const world = await openWorld()
  try {
    const token = await world.token(world.admin.id)
    const [person = ''] = await world.people(1)
    const write = headlineWriter(world, token)
    const other = new pg.Client({
      connectionString: await createDatabase(world.databaseUrl, 'somebody_else'),
    })
    await other.connect()
    await write(person)

    await other.query('BEGIN')
    await other.query('SELECT pg_current_xact_id()')
    const heldAt = performance.now()
    const page = watchForAlert(world.url, token, heldAt)
    let written = 0
    while (performance.now() - heldAt < HELD_MS) {
      await write(person)
      written++
      await pause(WRITE_EVERY_MS)
    }
    const before = page.headlines()
    await other.query('COMMIT')
    await other.end()
    const endedAt = performance.now()
    while (page.headlines() < written && performance.now() - endedAt < 10_000) await pause(10)
    const after = page.headlines()
    const figures = {
      'alert after ms (under 5,000)': page.alert(),
      'changes while it was open': written,
      'of them shown before it ended (0)': before,
      'lost after it ended (0)': written - after,
      'all shown after ms': Math.round(performance.now() - endedAt),
    }
    page.close()
    return figures
  } finally {
    await world.close()
  }
}

/** Staff's page: what its socket is told of changes, and of alerts, which the fence does not hold up. */
function watchForAlert(url: string, token: string, since: number) {
  const socket = io(url, { path: '/api/socket', auth: { token }, transports: ['websocket'], forceNew: true })
  const seen = new Set<string>()
  socket.on('lockstep:hello', (hello: object) => socket.emit('lockstep:resume', hello, () => undefined))
  socket.on('lockstep:event', (event: { id: string; fields: object }, confirm: () => void) => {
    confirm()
    if ('headline' in event.fields) seen.add(event.id)
  })
  let alertedAfter: number | null = null
  socket.on('lockstep:alerts', (open: { rule: string }[]) => {
    if (open.some(({ rule }) => rule === 'fence-held')) alertedAfter ??= Math.round(performance.now() - since)
  })
  return { alert: () => alertedAfter, headlines: () => seen.size, close: () => socket.disconnect() }
}
