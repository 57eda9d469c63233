import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { comparePositions, LOG_START } from './domain.ts'
import { readEventsAfter, readLogEnd } from './log-repo.ts'
import { Relay } from './relay.ts'
import { committedEnd } from './testing/committed-end.ts'

const database = useDatabase()

const INSERT = `INSERT INTO event (id, type, entity, entity_id, version, fields, actor, rooms)
  VALUES ($1, 'test', 'test', $2, 1, '{}', '{}', '{admins}')`

let relay: Relay | undefined
afterEach(async () => relay?.stop())

/** Resolves when `collect` has grown to `count`, driven by the relay itself. */
function collector(count: number) {
  const ids: string[] = []
  let done: () => void = () => undefined
  const complete = new Promise<void>((resolve) => {
    done = resolve
  })
  const take = (id: string) => {
    ids.push(id)
    if (ids.length === count) done()
  }
  return { ids, take, complete }
}

describe('the relay', () => {
  it('loses nothing to transactions that commit out of order', async () => {
    const writers = 8
    const each = 25
    const seen = collector(writers * each)
    relay = new Relay((event) => seen.take(event.envelope.id))
    await relay.start()
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const client = new pg.Client({ connectionString: database.url })
        await client.connect()
        for (let i = 0; i < each; i++) {
          await client.query('BEGIN')
          await client.query(INSERT, [`w${writer}-${i}`, `w${writer}`])
          // Holds some transactions open past others, so that sequences commit out of order.
          await client.query('SELECT pg_sleep($1)', [((writer * 7 + i * 3) % 10) / 1_000])
          await client.query('COMMIT')
          relay?.poke()
        }
        await client.end()
      }),
    )
    const end = await committedEnd(database)
    await expect.poll(() => comparePositions(relay?.position ?? LOG_START, end)).toBeGreaterThanOrEqual(0)
    expect(new Set(seen.ids).size, 'events that were not lost').toBe(writers * each)
    for (let writer = 0; writer < writers; writer++) {
      const own = seen.ids.filter((id) => id.startsWith(`w${writer}-`)).map((id) => Number(id.split('-')[1]))
      expect(own).toEqual([...own].sort((left, right) => left - right))
    }
  })

  it('does not pass an event while an older transaction may still commit one before it', async () => {
    const seen = collector(2)
    relay = new Relay((event) => seen.take(event.envelope.id))
    await relay.start()
    const slow = new pg.Client({ connectionString: database.url })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query(INSERT, ['slow', 'x'])
    const before = await readLogEnd()
    await database.query(INSERT, ['fast', 'x'])
    expect(await readEventsAfter(before, 10)).toEqual([])
    relay.poke()
    await slow.query('COMMIT')
    await slow.end()
    await seen.complete
    expect(seen.ids).toEqual(['slow', 'fast'])
  })

  it('finds by itself what nobody told it of', async () => {
    const seen = collector(1)
    relay = new Relay((event) => seen.take(event.envelope.id))
    await relay.start()
    await database.query(INSERT, ['unannounced', 'x'])
    await seen.complete
    expect(seen.ids).toEqual(['unannounced'])
    expect(relay.status()).toMatchObject({ running: true, relayed: 1, failures: 0 })
  })
})

describe('the event log', () => {
  it('goes by the transaction as a number, also where it gains a digit', async () => {
    // Transaction 9,999 is before 10,000, but "9999" sorts after "10000".
    const rows = [9_998, 9_999, 10_000, 10_001]
    for (const xid of rows) {
      await database.query(
        `INSERT INTO event (id, xid, type, entity, entity_id, version, fields, actor, rooms)
         VALUES ($1, $2::text::xid8, 'test', 'test', 'x', 1, '{}', '{}', '{digits}')`,
        [`digit-${xid}`, String(xid)],
      )
    }
    // Enough transactions for the fence to be past them.
    await database.query(`DO $$ BEGIN
      WHILE pg_snapshot_xmin(pg_current_snapshot()) <= '10001'::xid8 LOOP
        PERFORM pg_current_xact_id(); COMMIT;
      END LOOP; END $$`)
    const read = await readEventsAfter({ xid: 0n, seq: 0n }, 10, { rooms: ['digits'] })
    expect(read.map(({ position }) => Number(position.xid))).toEqual(rows)
    const after = await readEventsAfter({ xid: 9_999n, seq: read[1]?.position.seq ?? 0n }, 10, {
      rooms: ['digits'],
    })
    expect(after.map(({ position }) => Number(position.xid))).toEqual([10_000, 10_001])
  })

  it('cannot be edited', async () => {
    await database.query(INSERT, ['fixed', 'x'])
    await expect(database.query(`UPDATE event SET type = 'other' WHERE id = 'fixed'`)).rejects.toThrow(
      'append-only',
    )
  })
})
