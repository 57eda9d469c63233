import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PresenceSaid, PresenceTold } from '../wire.ts'
import type { Connection, LockstepSocket } from './lockstep-client.ts'
import { PresenceStore } from './presence-store.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A connection in memory: keeps what the page says, and says what it is told to. */
function connection() {
  const said: PresenceSaid[] = []
  const sockets = new Map<LockstepSocket, (told: PresenceTold) => void>()
  let current: LockstepSocket | undefined
  let onLive: ((socket: LockstepSocket) => void) | undefined
  const state = { status: 'connecting' as Connection['status'] }
  return {
    said,
    take: () => said.splice(0).map(({ id, field, editing }) => [id, field, editing]),
    live(socket = current ?? makeSocket()) {
      current = socket
      state.status = 'live'
      onLive?.(socket)
    },
    drop() {
      state.status = 'reconnecting'
    },
    tell(id: string, ...names: string[]) {
      const people = names.map((name) => ({ id: name, name, role: 'admin' as const, field: null, since: '' }))
      if (current) sockets.get(current)?.({ entity: 'profile', id, people })
    },
    client: {
      get connection() {
        return { ...state, inStepAt: null, clockOffsetMs: 0 }
      },
      onLive(listener: (socket: LockstepSocket) => void) {
        onLive = listener
        if (current && state.status === 'live') listener(current)
        return () => undefined
      },
    },
  }
  function makeSocket(): LockstepSocket {
    const socket = {
      on: (_: string, listener: (told: PresenceTold) => void) => sockets.set(socket, listener),
      emit: (_: string, one: PresenceSaid) => said.push(one),
    } as unknown as LockstepSocket
    return socket
  }
}

function open() {
  const wire = connection()
  wire.live()
  return { wire, store: new PresenceStore(wire.client) }
}

describe('what a page says of itself', () => {
  test('it names a record once, however many fields of it are shown', () => {
    const { wire, store } = open()
    const stops = [1, 2, 3].map(() => store.watch('profile', 'uma', () => undefined))
    expect(wire.take()).toEqual([['uma', null, false]])
    for (const stop of stops) stop()
    store.watch('profile', 'uma', () => undefined)
    expect(wire.take(), 'again after all had gone').toEqual([['uma', null, false]])
  })

  test('a step to the next field is no end, leaving is, and being there is renewed', () => {
    const { wire, store } = open()
    store.begin('profile', 'uma', 'headline')
    store.end()
    store.begin('profile', 'uma', 'phone')
    vi.advanceTimersByTime(5_000)
    expect(wire.take()).toEqual([
      ['uma', 'headline', true],
      ['uma', 'phone', true],
      ['uma', 'phone', true],
    ])
    store.end()
    vi.advanceTimersByTime(60_000)
    expect(wire.take()).toEqual([['uma', null, false]])
  })

  test('another record ends the one before', () => {
    const { wire, store } = open()
    store.begin('profile', 'uma', 'headline')
    store.begin('user', 'uma', 'name')
    store.begin('profile', 'vic', 'headline')
    expect(wire.said.map(({ entity, id, editing }) => [entity, id, editing])).toEqual([
      ['profile', 'uma', true],
      ['profile', 'uma', false],
      ['user', 'uma', true],
      ['user', 'uma', false],
      ['profile', 'vic', true],
    ])
  })

  test('without a connection it says nothing, and everything once there is one again', () => {
    const { wire, store } = open()
    store.watch('profile', 'uma', () => undefined)
    store.begin('profile', 'uma', 'headline')
    wire.take()
    wire.drop()
    vi.advanceTimersByTime(30_000)
    expect(wire.take()).toEqual([])
    wire.live()
    expect(wire.take()).toEqual([
      ['uma', null, false],
      ['uma', 'headline', true],
    ])
  })
})

test('what it hears goes to whoever watches that record, the late ones too', () => {
  const { wire, store } = open()
  const [early, late, other] = [vi.fn(), vi.fn(), vi.fn()]
  store.watch('profile', 'uma', early)
  store.watch('profile', 'vic', other)
  wire.tell('uma', 'Ada')
  store.watch('profile', 'uma', late)
  for (const listener of [early, late]) {
    expect(listener).toHaveBeenCalledExactlyOnceWith([expect.objectContaining({ name: 'Ada' })])
  }
  expect(other).not.toHaveBeenCalled()
})
