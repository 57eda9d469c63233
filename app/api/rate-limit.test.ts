import { beforeAll, describe, expect, test } from 'vitest'
import { getProfile, issueToken } from '#lib/accounts/contract.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, PASSWORD, provideSecrets, type TestPerson } from './_testing.ts'
import { POST as tokenRoute } from './v1/auth/token/route.ts'
import { GET as getProfileRoute } from './v1/profile/[user_id]/route.ts'

const SCALE = 0.2
const GENERAL = 600 * SCALE
const TRIES = 10 * SCALE

useDatabase()
let user: TestPerson
let other: TestPerson

beforeAll(async () => {
  provideSecrets({ RATE_LIMIT_SCALE: String(SCALE) })
  user = await makePerson('user')
  other = await makePerson('user')
})

const read = (person: TestPerson, address?: string) =>
  call(getProfileRoute, getProfile, {
    params: { user_id: person.id },
    token: person.token,
    ...(address ? { address } : {}),
  })

describe('requests of one person', () => {
  test('are counted in the answer, and refused with the time to wait when there are too many', async () => {
    const first = await read(user)
    expect(first.headers.get('ratelimit-limit')).toBe(String(GENERAL))
    expect(first.headers.get('ratelimit-remaining')).toBe(String(GENERAL - 1))
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(0)
    let refused = first
    for (let count = 1; count <= GENERAL; count++) refused = await read(user, `203.0.113.${count}`)
    expect([refused.status, refused.answer.code]).toEqual([429, 'rate-limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
  })

  test('do not use up those of another', async () => {
    expect((await read(other)).status).toBe(200)
  })
})

describe('tries at a password', () => {
  const attempt = (email: string, address: string, headers = {}) =>
    call(tokenRoute, issueToken, { body: { email, password: 'wrong' }, address, headers })

  test('at one account are limited however many addresses they come from, also with the right password', async () => {
    const person = await makePerson('user')
    // Signing in to make the person was one of the tries.
    for (let count = 1; count < TRIES; count++) {
      expect((await attempt(person.email, `198.51.100.${count}`)).status).toBe(401)
    }
    const { status, headers } = await call(tokenRoute, issueToken, {
      body: { email: person.email, password: PASSWORD },
      address: '198.51.100.99',
    })
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(60)
    expect(headers.get('ratelimit-remaining')).toBe('0')
  })

  test('from one address are limited however many accounts they are at, and whatever it says of itself', async () => {
    for (let count = 0; count < TRIES; count++) await attempt(`nobody${count}@example.org`, '192.0.2.77')
    const { status } = await attempt('nobody@example.org', '192.0.2.77', {
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
    })
    expect(status).toBe(429)
  })
})
