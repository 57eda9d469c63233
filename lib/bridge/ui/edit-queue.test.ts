import { UnrecognizedActionError } from 'next/dist/client/components/unrecognized-action-error.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DomainError } from '#lib/core/errors.ts'
import { ok, type Result } from '#lib/core/result.ts'
import type { Fields } from '../domain.ts'
import type { SyncAnswer } from '../schema.ts'
import { EditQueue } from './edit-queue.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const answer = (version: number, refused: string[] = []): Result<SyncAnswer, DomainError> =>
  ok({
    success: true,
    userId: 'p',
    version,
    versions: {},
    applied: [],
    refused: refused.map((field) => ({ field, rule: 'protected' as const })),
    conflicts: [],
    latencyMs: 1,
  })

const edit = (fields: Fields) => ({ entity: 'profile', id: 'p', baseVersion: 1, fields })

describe('an edit that always fails', () => {
  test('makes way for the next one when the server is there, and says that it is not saved', async () => {
    const sent: string[] = []
    const queue = new EditQueue({
      isLive: () => true,
      send: async ({ fields, idempotencyKey }) => {
        sent.push(idempotencyKey)
        if ('bad' in fields) throw new Error('500')
        return answer(2)
      },
    })
    const bad = queue.add(edit({ bad: 'x' }))
    const good = queue.add(edit({ good: 'y' }))
    await vi.runAllTimersAsync()
    expect(await bad).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('could not be saved') },
    })
    expect(await good).toMatchObject({ ok: true })
    // Five times under one key, then the next.
    expect([sent.length, new Set(sent).size]).toEqual([6, 2])
    expect(queue.of('profile', 'p').map(({ fields }) => fields)).toEqual([{ good: 'y' }])
  })

  test('is kept and sent again for as long as there is no connection', async () => {
    let live = false
    const queue = new EditQueue({
      isLive: () => live,
      send: async () => {
        if (!live) throw new TypeError('Failed to fetch')
        return answer(2)
      },
    })
    const outcome = queue.add(edit({ headline: 'x' }))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(queue.size).toBe(1)
    live = true
    queue.retryNow()
    await vi.advanceTimersByTimeAsync(0)
    expect(await outcome).toMatchObject({ ok: true })
  })

  test('ends at once when the page is of an older version than the server', async () => {
    let tries = 0
    const queue = new EditQueue({
      isLive: () => true,
      send: async () => {
        tries++
        throw new UnrecognizedActionError('gone')
      },
    })
    expect(await queue.add(edit({ headline: 'x' }))).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('reload') },
    })
    expect([tries, queue.size]).toEqual([1, 0])
  })
})

test('a refused field leaves at once what is shown as on its way; the taken ones stay until the snapshot has them', async () => {
  const queue = new EditQueue({ isLive: () => true, send: async () => answer(7, ['plan']) })
  await queue.add(edit({ plan: 'gold', headline: 'x' }))
  expect(queue.of('profile', 'p').map(({ fields }) => fields)).toEqual([{ headline: 'x' }])
  queue.caughtUp('profile', 'p', 7)
  await queue.add(edit({ plan: 'gold' }))
  expect(queue.of('profile', 'p')).toEqual([])
})
