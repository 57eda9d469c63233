import { expect, test } from 'vitest'
import { ServerClock } from './server-clock.ts'

test('the difference of the clocks is found through delays, whichever is ahead', () => {
  for (const ahead of [-3_600_000, -40, 0, 90_000]) {
    const clock = new ServerClock()
    for (const delay of [80, 12, 400, 35, 9, 22]) clock.note(1_000_000 + ahead, 1_000_000 + delay)
    expect(clock.offsetMs).toBe(ahead - 9)
  }
})

test('follows a clock that is set, once the samples of before are gone', () => {
  const clock = new ServerClock()
  for (let n = 0; n < 8; n++) clock.note(5_000, 5_010)
  clock.note(5_000, 65_010)
  expect(clock.offsetMs).toBe(-10)
  for (let n = 0; n < 7; n++) clock.note(5_000, 65_010)
  expect(clock.offsetMs).toBe(-60_010)
})

test('knows nothing of a time that is none', () => {
  const clock = new ServerClock()
  clock.note(Number.NaN, 5)
  expect(clock.offsetMs).toBe(0)
})
