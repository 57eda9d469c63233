import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, test } from 'vitest'
import { bridgeKeys } from '../queries.ts'
import type { Envelope, Snapshot } from '../schema.ts'
import {
  applyEvent,
  type EntityCache,
  healIfBehind,
  OvertakenRead,
  readEntity,
  startOver,
  takeInitial,
} from './entity-cache.ts'
import { KnownVersions } from './known-versions.ts'

const actor = { id: 's', name: 'Ana', role: 'admin', portal: 'admin' } as const
const at = '2026-01-01T00:00:00.000Z'
const key = bridgeKeys.entity('profile', 'p')

const snapshot = (version: number): Snapshot => ({
  entity: 'profile',
  id: 'p',
  version,
  fields: { headline: `v${version}` },
  meta: {},
})

const event = (version: number): Envelope => ({
  v: 1,
  id: `e${version}`,
  cursor: `1.${version}`,
  type: 'profile.updated',
  entity: 'profile',
  entityId: 'p',
  version,
  fields: { headline: `v${version}` },
  actor,
  committedAt: at,
  conflicts: [],
})

let cache: EntityCache
const held = () => cache.queries.getQueryData<Snapshot>(key)

/** Reads that answer when they are told to, in the order in which they were asked. */
function reading() {
  const answers: ((answer: Snapshot) => void)[] = []
  const read = () =>
    cache.queries.fetchQuery({
      queryKey: key,
      queryFn: () =>
        readEntity(cache, 'profile', 'p', undefined, () => new Promise((done) => answers.push(done))),
      retry: (_failures, cause) => cause instanceof OvertakenRead,
      retryDelay: 0,
    })
  const answer = async (version: number) => {
    await expect.poll(() => answers.length).toBeGreaterThan(0)
    answers.shift()?.(snapshot(version))
  }
  return { read, answer }
}

beforeEach(() => {
  cache = { queries: new QueryClient(), known: new KnownVersions() }
})

describe('the cache of entities', () => {
  test('keeps what an event made of it when an older read answers late', async () => {
    cache.queries.setQueryData(key, snapshot(5))
    const { read, answer } = reading()
    const done = read()
    applyEvent(cache, event(6))
    await answer(5)
    expect(await done).toMatchObject({ version: 6 })
    expect(held()).toMatchObject({ version: 6, fields: { headline: 'v6' } })
  })

  test('asks again when an answer is older than an event that could not be put in', async () => {
    const { read, answer } = reading()
    const done = read()
    applyEvent(cache, event(6))
    await answer(5)
    await answer(6)
    expect(await done).toMatchObject({ version: 6 })
  })

  test('remembers what was heard after the entity itself has left it, for a page that the browser kept', async () => {
    takeInitial(cache, snapshot(5))
    cache.queries.setQueryData(key, snapshot(5))
    applyEvent(cache, event(6))
    cache.queries.removeQueries({ queryKey: key })
    // Back: the page of before brings what it was drawn with.
    cache.queries.setQueryData(key, snapshot(5))
    takeInitial(cache, snapshot(5))
    healIfBehind(cache, 'profile', 'p')
    expect(cache.queries.getQueryState(key)?.isInvalidated).toBe(true)
    const { read, answer } = reading()
    const done = read()
    await answer(6)
    expect(await done).toMatchObject({ version: 6 })
    healIfBehind(cache, 'profile', 'p')
    expect(cache.queries.getQueryState(key)?.isInvalidated).toBe(false)
  })

  test('takes a newer page from the server, and not an older one', () => {
    cache.queries.setQueryData(key, snapshot(5))
    takeInitial(cache, snapshot(7))
    expect(held()?.version).toBe(7)
    takeInitial(cache, snapshot(6))
    expect(held()?.version).toBe(7)
  })

  test('reads anew over a gap, and drops what it has already', () => {
    cache.queries.setQueryData(key, snapshot(5))
    applyEvent(cache, event(4))
    expect(cache.queries.getQueryState(key)?.isInvalidated).toBe(false)
    applyEvent(cache, event(7))
    expect(held()?.version).toBe(5)
    expect(cache.queries.getQueryState(key)?.isInvalidated).toBe(true)
  })

  test('keeps what was deleted as it was, with who did it, whatever a read or an older event says', async () => {
    cache.queries.setQueryData(key, snapshot(5))
    const { read, answer } = reading()
    const done = read()
    applyEvent(cache, { ...event(8), type: 'profile.deleted', fields: {} })
    const gone = { ...snapshot(5), version: 8, gone: { by: actor, at } }
    expect(held()).toEqual(gone)
    await answer(5)
    expect(await done).toEqual(gone)
    applyEvent(cache, event(6))
    expect(held()).toEqual(gone)
  })

  test('shows nothing of a history that was undone, whatever its versions are', async () => {
    cache.queries.setQueryData(key, snapshot(50))
    startOver(cache)
    applyEvent(cache, event(41))
    const late = readEntity(cache, 'profile', 'p', undefined, async () => snapshot(40))
    await expect(late).rejects.toBeInstanceOf(OvertakenRead)
    takeInitial(cache, snapshot(41))
    expect(held()?.version).toBe(41)
  })

  test('believes lower versions once everything starts over, but no read from before', async () => {
    const { read, answer } = reading()
    const done = read()
    applyEvent(cache, event(9))
    startOver(cache)
    await answer(9)
    await answer(2)
    expect(await done).toMatchObject({ version: 2 })
  })
})

test('versions of the least recently heard of entities make room', () => {
  const { known } = cache
  known.hear('a', 'first', 3)
  known.hear('a', 'second', 3)
  for (let i = 0; i < 9_998; i++) known.hear('a', `${i}`, 1)
  known.hear('a', 'first', 1)
  known.hear('a', 'one more', 1)
  expect([known.of('a', 'first'), known.of('a', 'second')]).toEqual([3, 0])
})
