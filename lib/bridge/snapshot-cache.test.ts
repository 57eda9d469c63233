import { beforeEach, describe, expect, test } from 'vitest'
import { profileEntity } from '#lib/accounts/entity.ts'
import type { LoggedEvent } from './log-repo.ts'
import type { Snapshot } from './schema.ts'
import { SnapshotCache } from './snapshot-cache.ts'

/** The database of these tests: a version of each profile. */
const stored = new Map<string, number>()
let reads: string[] = []
let answering: Promise<void> = Promise.resolve()
let isFollowing = true
let cache: SnapshotCache

const snapshotOf = (id: string, version: number): Snapshot => ({
  entity: 'profile',
  id,
  version,
  fields: { headline: `version ${version}` },
  meta: {},
})

beforeEach(() => {
  stored.clear()
  reads = []
  answering = Promise.resolve()
  isFollowing = true
  cache = new SnapshotCache(async (_, id) => {
    reads.push(id)
    const version = stored.get(id)
    await answering
    return version === undefined ? null : snapshotOf(id, version)
  }, 10_000)
  cache.follow(() => isFollowing)
})

function event(id: string, version: number, type = 'profile.updated'): LoggedEvent {
  const actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' } as const
  return {
    position: { xid: BigInt(version), seq: BigInt(version) },
    rooms: [],
    requestedAt: null,
    committedAt: new Date(0),
    envelope: {
      v: 1,
      id: `${id}-${version}`,
      type,
      entity: 'profile',
      entityId: id,
      version,
      fields: { headline: `version ${version}` },
      actor,
      committedAt: new Date(0).toISOString(),
      conflicts: [],
    },
  }
}

const read = async (id: string, atLeast?: number) => (await cache.read(profileEntity, id, atLeast))?.version

describe('the cache of snapshots', () => {
  test('reads once, and follows events without reading again', async () => {
    stored.set('uma', 1)
    expect([await read('uma'), await read('uma')]).toEqual([1, 1])
    cache.heard(event('uma', 2))
    const now = await cache.read(profileEntity, 'uma')
    expect(now).toMatchObject({
      version: 2,
      fields: { headline: 'version 2' },
      meta: { headline: { actor: { name: 'Ada' } } },
    })
    expect(reads).toEqual(['uma'])
  })

  test('asks the database once for callers who come together', async () => {
    stored.set('uma', 1)
    expect(await Promise.all([read('uma'), read('uma'), read('uma')])).toEqual([1, 1, 1])
    expect(reads).toEqual(['uma'])
  })

  test('lets go of what an event shows to have a gap, and of what was deleted', async () => {
    stored.set('uma', 1)
    await read('uma')
    stored.set('uma', 3)
    cache.heard(event('uma', 3))
    expect(await read('uma')).toBe(3)
    stored.delete('uma')
    cache.heard(event('uma', 0, 'profile.deleted'))
    expect(await read('uma')).toBeUndefined()
    expect(reads).toEqual(['uma', 'uma', 'uma'])
  })

  test('never answers less than was written here, or than the caller knows', async () => {
    stored.set('uma', 1)
    await read('uma')
    stored.set('uma', 2)
    cache.wrote('profile', 'uma', 2)
    expect(await read('uma')).toBe(2)
    stored.set('uma', 3)
    expect(await read('uma', 3)).toBe(3)
  })

  test('does not keep the answer of a read that an event has overtaken', async () => {
    let answer: () => void = () => undefined
    answering = new Promise((resolve) => {
      answer = resolve
    })
    stored.set('uma', 1)
    const reading = read('uma')
    stored.set('uma', 2)
    cache.heard(event('uma', 2))
    answer()
    expect(await reading).toBe(2)
    expect(await read('uma')).toBe(2)
  })

  test('does not bring back what was deleted while it was being read', async () => {
    let answer: () => void = () => undefined
    answering = new Promise((resolve) => {
      answer = resolve
    })
    stored.set('uma', 1)
    const reading = read('uma')
    stored.delete('uma')
    cache.heard(event('uma', 2, 'profile.deleted'))
    answer()
    expect(await reading).toBeUndefined()
    expect([...cache.cached()]).toEqual([])
  })

  test('stands aside while the relay does not follow the log', async () => {
    stored.set('uma', 1)
    await read('uma')
    isFollowing = false
    stored.set('uma', 2)
    expect(await read('uma')).toBe(2)
  })

  test('is bounded by bytes', async () => {
    for (let i = 0; i < 1_000; i++) {
      stored.set(`person-${i}`, 1)
      await read(`person-${i}`)
    }
    const { bytes, entities } = cache.status()
    expect(bytes).toBeLessThanOrEqual(10_000)
    expect(entities).toBeGreaterThan(20)
    expect([...cache.cached()]).toHaveLength(entities)
  })
})
