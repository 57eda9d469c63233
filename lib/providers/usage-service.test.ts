import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { env, provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { ADAPTERS } from './adapters.ts'
import { askProvider } from './ask-service.ts'
import { beginLockAnew } from './testing/fresh-lock.ts'
import { ProviderServer } from './testing/provider-server.ts'
import { priceSchema, providerUsageSchema } from './usage-schema.ts'
import { getUsage, setPrice } from './usage-service.ts'

const database = useDatabase()
const admin: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const user: Actor = { id: 'ursula', name: 'Ursula', role: 'user', portal: 'user' }
let server: ProviderServer

beforeAll(async () => {
  server = await ProviderServer.start()
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), ...server.env('openai', 'gemini') })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.reset()
  await beginLockAnew({ callsPerDay: 70, tokensPerDay: 9000 })
  server.answers('openai', { word: 'of openai' })
})

const ask = (n: number) =>
  askProvider({
    purpose: 'test.word',
    prompt: { version: 1, instructions: 'Say a word.', data: { n } },
    schema: z.strictObject({ word: z.string() }),
  })

async function usage(now?: Date) {
  const read = await getUsage(admin, now)
  if (!read.ok) throw new Error(read.error.message)
  return providerUsageSchema.parse(read.value)
}

const model = () => ADAPTERS.openai.modelName(env())
const price = (inDollars: number, outDollars: number) => ({
  provider: 'openai' as const,
  model: model(),
  dollarsInPerMillion: inDollars,
  dollarsOutPerMillion: outDollars,
})

describe('what was used today', () => {
  test('lists the models that would be asked, without a cost as long as nobody has set a price', async () => {
    const { items, total } = await usage()
    expect(items).toMatchObject([
      { provider: 'openai', model: model(), calls: 0, price: null, cost: null },
      { provider: 'gemini', calls: 0, price: null, cost: null },
    ])
    expect(total, 'nothing used costs nothing').toMatchObject({ calls: 0, cost: 0 })
  })

  test('counts calls, failures and tokens of each model since midnight, and the budget of the day', async () => {
    await ask(1)
    await ask(2)
    server.answers('openai', [{ status: 400, body: { error: { message: 'No such parameter' } } }])
    expect((await ask(3)).ok).toBe(false)
    const { items, total, budget } = await usage()
    const [row] = await database.query<{ used_in: number; used_out: number; calls: number }>(
      `SELECT sum(tokens_in)::int AS used_in, sum(tokens_out)::int AS used_out, count(*)::int AS calls FROM provider_call`,
    )
    expect(items[0]).toMatchObject({
      provider: 'openai',
      calls: row?.calls,
      answered: 2,
      failed: (row?.calls ?? 0) - 2,
      uncounted: 0,
      tokens_in: row?.used_in,
      tokens_out: row?.used_out,
      cost: null,
    })
    expect(row?.used_in).toBeGreaterThan(0)
    expect(total).toMatchObject({ answered: 2, tokens_in: row?.used_in, cost: null })
    expect(budget).toEqual({
      calls: { used: 10, limit: 70 },
      tokens: { used: (row?.used_in ?? 0) + (row?.used_out ?? 0), limit: 9000 },
    })
  })

  test('leaves out yesterday, drills, and says which answers had no count of tokens', async () => {
    await ask(1)
    await ask(2)
    await ask(3)
    const ids = await database.query<{ id: string }>('SELECT id FROM provider_call ORDER BY id')
    await database.query(`UPDATE provider_call SET at = now() - interval '1 day' WHERE id = $1`, [ids[0]?.id])
    await database.query(`UPDATE provider_call SET lock_id = 'drill' WHERE id = $1`, [ids[1]?.id])
    await database.query('UPDATE provider_call SET tokens_in = NULL, tokens_out = NULL WHERE id = $1', [
      ids[2]?.id,
    ])
    const today = await usage()
    expect(today.items[0]).toMatchObject({ calls: 1, uncounted: 1, tokens_in: 0 })
    expect(today.since).toBe(`${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`)
  })

  test('is for staff', async () => {
    expect(await getUsage(user)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})

const PRICE = { provider: 'openai', model: 'some', dollarsInPerMillion: 1, dollarsOutPerMillion: 1 }

describe('a price', () => {
  test('gives the cost of the tokens, and says who set it', async () => {
    await ask(1)
    await database.query('UPDATE provider_call SET tokens_in = 2000, tokens_out = 500')
    expect(await setPrice(admin, price(0.15, 0.6))).toMatchObject({ ok: true })
    const { items, total } = await usage()
    expect(items[0]?.cost).toBeCloseTo(0.0006, 12)
    expect(items[0]?.price).toMatchObject({
      dollars_in_per_million: 0.15,
      dollars_out_per_million: 0.6,
      set_by: 'Ada',
    })
    expect(total.cost, 'models without a price were not asked').toBeCloseTo(0.0006, 12)
    await setPrice(admin, price(0, 10_000))
    expect((await usage()).items[0]?.cost).toBeCloseTo(5, 9)
    expect(await database.query('SELECT micros_in, micros_out FROM provider_price')).toEqual([
      { micros_in: '0', micros_out: '10000000000' },
    ])
  })

  test('is set by admins only', async () => {
    expect(await setPrice(user, price(1, 1))).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await database.query('SELECT 1 FROM provider_price')).toEqual([])
  })

  test.each([
    [{ ...PRICE, dollarsInPerMillion: -0.01 }],
    [{ ...PRICE, dollarsOutPerMillion: 10_001 }],
    [{ ...PRICE, dollarsOutPerMillion: Number.NaN }],
    [{ ...PRICE, dollarsInPerMillion: '1' }],
    [{ ...PRICE, model: ' ' }],
    [{ ...PRICE, model: 'a\0b' }],
    [{ ...PRICE, provider: 'builtin' }],
    [{ ...PRICE, currency: 'EUR' }],
  ])('that is none is refused: %j', (input) => {
    expect(priceSchema.safeParse(input).success).toBe(false)
  })
})
