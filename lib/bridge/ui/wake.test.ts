import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onPutAway, onWake } from './wake.ts'

let visibility: DocumentVisibilityState = 'visible'
beforeEach(() => {
  vi.useFakeTimers()
  visibility = 'visible'
  vi.stubGlobal('window', new EventTarget())
  const document = Object.defineProperty(new EventTarget(), 'visibilityState', { get: () => visibility })
  vi.stubGlobal('document', document)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that is shown again, thawed, back on the network or slept is told once each', () => {
  let woken = 0
  const stop = onWake(() => woken++)
  vi.advanceTimersByTime(30_000)
  expect(woken, 'time that passes is no sleep').toBe(0)
  visibility = 'hidden'
  document.dispatchEvent(new Event('visibilitychange'))
  expect(woken).toBe(0)
  visibility = 'visible'
  document.dispatchEvent(new Event('visibilitychange'))
  document.dispatchEvent(new Event('resume'))
  window.dispatchEvent(new Event('online'))
  expect(woken).toBe(3)
  // The lid was closed: the clock went on, the timers did not.
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(1_000)
  expect(woken).toBe(4)
  stop()
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(1_000)
  window.dispatchEvent(new Event('online'))
  expect(woken).toBe(4)
})

test('only a page that the browser keeps whole is put away', () => {
  const told: string[] = []
  const stop = onPutAway({ away: () => told.push('away'), back: () => told.push('back') })
  const turn = (type: string, persisted: boolean) =>
    window.dispatchEvent(Object.assign(new Event(type), { persisted }))
  turn('pageshow', false)
  turn('pagehide', true)
  turn('pageshow', true)
  turn('pagehide', false)
  stop()
  turn('pagehide', true)
  expect(told).toEqual(['away', 'back'])
})
