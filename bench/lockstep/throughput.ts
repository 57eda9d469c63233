import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { sync } from '#lib/bridge/service.ts'
import type { Figures } from '../main.ts'
import { openWorld, type World } from './world.ts'

const WRITERS = 32
/** As many connections as the product's pool has. */
const CONNECTIONS = 10
const WARM_MS = 1_500
const MEASURED_MS = 6_000

type Write = (writer: number, n: number) => Promise<boolean>

/**
 * Writes a second through the sync coordinator with 32 writers, beside a bare outbox insert (begin, update, insert,
 * commit by the plain driver on as many connections), taking turns so that both meet the same machine.
 */
export async function throughput(): Promise<Figures> {
  const world = await openWorld()
  // Only the database is needed: the app's relay would work on every event of ours.
  await world.app.stop()
  const pool = new pg.Pool({ connectionString: world.databaseUrl, max: CONNECTIONS })
  pool.on('error', () => undefined)
  try {
    const people = await world.people(WRITERS)
    await pool.query('CREATE TABLE outbox (seq bigserial PRIMARY KEY, data jsonb NOT NULL)')
    const bare = bareWrite(pool, people)
    const ours = coordinatedWrite(world, people)
    const rates = { bare: 0, ours: 0 }
    let failed = 0
    for (let round = 0; round < 2; round++) {
      rates.bare += (await rate(bare)).perSecond / 2
      const measured = await rate(ours)
      rates.ours += measured.perSecond / 2
      failed += measured.failed
    }
    return {
      'bare outbox insert, 32 writers, per second': Math.round(rates.bare),
      'sync coordinator, 32 writers, per second': Math.round(rates.ours),
      'share of the bare insert (at least 0.5)': Math.round((rates.ours / rates.bare) * 100) / 100,
      'writes that failed': failed,
    }
  } finally {
    await pool.end()
    await world.close()
  }
}

function bareWrite(pool: pg.Pool, people: readonly string[]): Write {
  const event = JSON.stringify({
    id: randomUUID(),
    type: 'profile.updated',
    fields: { headline: 'x'.repeat(40) },
  })
  return async (writer, n) => {
    const connection = await pool.connect()
    try {
      await connection.query('BEGIN')
      await connection.query('UPDATE profile SET headline = $1 WHERE user_id = $2', [
        `Bare ${n}`,
        people[writer],
      ])
      await connection.query('INSERT INTO outbox (data) VALUES ($1)', [event])
      await connection.query('COMMIT')
      return true
    } finally {
      connection.release()
    }
  }
}

function coordinatedWrite({ admin }: World, people: readonly string[]): Write {
  const versions = new Map<string, number>()
  return async (writer, n) => {
    const id = people[writer] ?? ''
    const fields = { headline: `Ours ${n} of ${randomUUID()}` }
    const parts = [{ entity: 'profile', id, baseVersion: versions.get(id) ?? 1, fields }]
    const answer = await sync({ userId: id, parts, idempotencyKey: randomUUID() }, admin)
    if (answer.ok) versions.set(id, answer.value.version)
    return answer.ok
  }
}

async function rate(write: Write): Promise<{ perSecond: number; failed: number }> {
  let done = 0
  let failed = 0
  const startedAt = performance.now()
  const endsAt = startedAt + WARM_MS + MEASURED_MS
  const isMeasured = () => performance.now() - startedAt > WARM_MS
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; performance.now() < endsAt; n++) {
        const isGood = await write(writer, n)
        if (!isMeasured()) continue
        done++
        if (!isGood) failed++
      }
    }),
  )
  return { perSecond: (done / MEASURED_MS) * 1_000, failed }
}
