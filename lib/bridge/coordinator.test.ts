import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createUser, syncUserData } from '#lib/accounts/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { during } from '#lib/platform/testing/held-transaction.ts'
import { sync } from './service.ts'

const database = useDatabase()
const PASSWORD = 'a long enough password'
let uma: Actor
let vicsAddress: string

beforeAll(() => provideEnv({ AUTH_SECRET: 'x'.repeat(32) }))
beforeEach(async () => {
  uma = (await person()).actor
  vicsAddress = (await person()).email
})

async function person(role: 'admin' | 'user' = 'user') {
  const email = `${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name: 'Uma', role, plan: 'free', password: PASSWORD })
  if (!made.ok) throw new Error(made.error.message)
  return { email, actor: { id: made.value.id, name: 'Uma', role, portal: role } satisfies Actor }
}

const setEmail = (email: string, actor = uma, baseVersion = 1, currentPassword = PASSWORD) =>
  sync(
    {
      userId: uma.id,
      parts: [{ entity: 'user', id: uma.id, baseVersion, fields: { email } }],
      proof: { currentPassword },
    },
    actor,
  )

describe('a write that meets another one', () => {
  test('with its idempotency key, for another record at the same moment, is told that the key was used', async () => {
    const key = crypto.randomUUID()
    const other = [
      `INSERT INTO idempotency_key (actor_id, key, request_hash) VALUES ($1, $2, 'another write')`,
      [uma.id, key],
    ] as const
    const answer = await during(database, [other], () =>
      syncUserData(uma, uma.id, { baseVersion: 1, fields: { headline: 'Engineer' }, idempotencyKey: key }),
    )
    expect(answer).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(answer.ok ? '' : answer.error.message).toContain('used for another write')
    const [profile] = await database.query('SELECT headline FROM profile WHERE user_id = $1', [uma.id])
    expect(profile).toEqual({ headline: '' })
  })

  test('once more under its key gets its first answer, also when the person may not write it any more', async () => {
    const { actor: staff } = await person('admin')
    const parts = [{ entity: 'profile', id: uma.id, baseVersion: 1, fields: { headline: 'By staff' } }]
    const request = { userId: uma.id, parts, idempotencyKey: crypto.randomUUID() }
    const first = await sync(request, staff)
    expect(first).toMatchObject({ ok: true, value: { applied: ['headline'] } })
    const demoted: Actor = { ...staff, role: 'user', portal: 'user' }
    expect(await sync(request, demoted)).toEqual(first)
    expect(await sync({ ...request, idempotencyKey: crypto.randomUUID() }, demoted)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  test('for an address that somebody has is told which field cannot be used', async () => {
    expect(await setEmail(vicsAddress)).toMatchObject({
      ok: false,
      error: { code: 'conflict', fields: [{ path: 'fields.email' }] },
    })
  })
})

describe('who has an account', () => {
  test('cannot be asked of many addresses by changing one’s own', async () => {
    const answers: string[] = []
    for (let guess = 0; guess < 12; guess++) {
      const answer = await setEmail(vicsAddress)
      answers.push(answer.ok ? 'done' : answer.error.code)
    }
    expect(answers).toEqual([...Array(10).fill('conflict'), 'rate-limited', 'rate-limited'])
    expect((await syncUserData(uma, uma.id, { baseVersion: 1, fields: { headline: 'Me' } })).ok).toBe(true)
  })

  test('nor their password be guessed by it', async () => {
    const answers: string[] = []
    for (let guess = 0; guess < 11; guess++) {
      const answer = await setEmail(`${newId()}@example.org`, uma, 1, `guess ${guess}`)
      answers.push(answer.ok ? 'done' : answer.error.code)
    }
    expect(answers).toEqual([...Array(10).fill('forbidden'), 'rate-limited'])
    expect(await setEmail(`${newId()}@example.org`)).toMatchObject({ error: { code: 'rate-limited' } })
  })

  test('is known to staff, who may change as many addresses as they need', async () => {
    const { actor: admin } = await person('admin')
    for (let version = 1; version <= 12; version++) {
      expect((await setEmail(`${newId()}@example.org`, admin, version)).ok).toBe(true)
    }
  })
})
