import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { dropClient, readFaults, setFaults } from './fault-service.ts'
import { startLockstep } from './lockstep.ts'
import { publishEvent, subscribeToEvents } from './service.ts'

const database = useDatabase()
const staff: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }
const uma: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
const heard: unknown[] = []

beforeAll(async () => {
  subscribeToEvents(['test.fault'], ({ envelope }) => void heard.push(envelope.fields.n), { name: 'faults' })
  const lockstep = await startLockstep({ databaseUrl: database.url })
  return () => lockstep.stop()
})
afterEach(() => {
  provideEnv({ NODE_ENV: 'test' })
  setFaults(staff, { delayMs: 0, duplicate: false, relayStopped: false })
})

describe('faults on purpose', () => {
  test('hold the relay: changes are kept and handed on in order once it goes again', async () => {
    provideEnv({ NODE_ENV: 'test' })
    expect(setFaults(staff, { relayStopped: true })).toMatchObject({
      ok: true,
      value: { relayStopped: true },
    })
    for (const n of [1, 2, 3]) await publishEvent('test.fault', { n })
    // Wakes it as another process would; it must not move.
    await publishEvent('test.other', {})
    expect(heard).toEqual([])
    setFaults(staff, { relayStopped: false })
    await expect.poll(() => heard).toEqual([1, 2, 3])
  })

  test('are made by staff, and by nobody in production', () => {
    expect(setFaults(uma, { duplicate: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    provideEnv({ NODE_ENV: 'production' })
    expect(setFaults(staff, { duplicate: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(dropClient(staff, 'any')).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(readFaults()).toEqual({ allowed: false, delayMs: 0, duplicate: false, relayStopped: false })
  })

  test('say so when there is no such client to drop', () => {
    expect(dropClient(staff, 'gone')).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})
