import pg from 'pg'
import { Relay } from '#lib/bridge/relay.ts'
import type { Figures } from '../main.ts'
import { openWorld, pause } from './world.ts'

const SECONDS = 6
const INSERT = `INSERT INTO event (id, type, entity, entity_id, version, fields, actor, rooms)
  VALUES ($1, 'bench.hole', 'bench', 'bench', 1, '{}', '{}', '{bench}')`

/**
 * B2: writers whose transactions last 1 to 20 ms, so that sequences commit out of order. The product's relay reads the
 * log behind the fence; beside it a reader that asks for `seq > last`, as most outbox relays do.
 */
export async function holes(): Promise<Figures> {
  const world = await openWorld()
  await world.app.stop()
  try {
    const figures: Figures = {}
    for (const writers of [16, 32]) {
      const { written, relayed, naive } = await race(world.databaseUrl, writers, SECONDS * 1_000)
      figures[`${writers} writers: events written`] = written.size
      figures[`${writers} writers: lost by the relay (0)`] = missing(written, relayed)
      figures[`${writers} writers: lost by "seq > last"`] = percent(missing(written, naive), written.size)
    }
    return figures
  } finally {
    await world.close()
  }
}

/** What was committed, what the relay handed on, and what the naive reader saw. */
export async function race(
  databaseUrl: string,
  writers: number,
  ms: number,
): Promise<{ written: Set<string>; relayed: Set<string>; naive: Set<string> }> {
  const written = new Set<string>()
  const relayed = new Set<string>()
  const naive = new Set<string>()
  const relay = new Relay(({ envelope }) => relayed.add(envelope.id))
  await relay.start()
  const reader = new pg.Client({ connectionString: databaseUrl })
  await reader.connect()
  const [start] = (await reader.query<{ seq: string }>('SELECT coalesce(max(seq), 0) AS seq FROM event')).rows
  let last = start?.seq ?? '0'
  const look = async () => {
    const { rows } = await reader.query<{ seq: string; id: string }>(
      'SELECT seq, id FROM event WHERE seq > $1 ORDER BY seq',
      [last],
    )
    for (const { id } of rows) naive.add(id)
    last = rows.at(-1)?.seq ?? last
  }
  const endsAt = performance.now() + ms
  let isWriting = true
  const looking = (async () => {
    while (isWriting) await look()
  })()
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      for (let n = 0; performance.now() < endsAt; n++) {
        const id = `${writers}-${writer}-${n}`
        await client.query('BEGIN')
        await client.query(INSERT, [id])
        await pause(1 + ((writer * 7 + n * 13) % 20))
        await client.query('COMMIT')
        written.add(id)
        relay.poke()
      }
      await client.end()
    }),
  )
  isWriting = false
  await looking
  await look()
  const patience = performance.now() + 10_000
  while (missing(written, relayed) > 0 && performance.now() < patience) await pause(50)
  await reader.end()
  await relay.stop()
  return { written, relayed, naive }
}

export function missing(all: ReadonlySet<string>, some: ReadonlySet<string>): number {
  return [...all].filter((id) => !some.has(id)).length
}

function percent(part: number, whole: number): string {
  return `${part} (${Math.round((100 * part) / Math.max(1, whole))} %)`
}
