import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateOfDay, dayOf, dayOfDate, isoDay, parseIsoDay, parseUsDay } from './days.ts'

test('a day number means the same day as the calendar does', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
      const date = dateOfDay(day)
      expect(dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day)
      expect(dayOfDate(date)).toBe(day)
      if (day > -700_000 && date.getUTCFullYear() >= 1000) expect(parseIsoDay(isoDay(day))).toBe(day)
    }),
  )
})

test('dates that do not exist are not read', () => {
  for (const text of [
    '2021-02-29',
    '2021-04-31',
    '2021-13-01',
    '2021-00-10',
    '2021-1-1',
    'yesterday',
    '2021/01/01',
    '',
  ]) {
    expect(parseIsoDay(text), text).toBeNull()
  }
  for (const text of ['2/30/20', '13/1/20', '1/22', '2020-01-22', '1/22/020'])
    expect(parseUsDay(text), text).toBeNull()
  expect(parseIsoDay('2020-02-29')).toBe(18_321)
})

test('JHU’s dates are month first, with a year of two or four digits', () => {
  expect(parseUsDay('1/22/20')).toBe(parseIsoDay('2020-01-22'))
  expect(parseUsDay('12/31/2022')).toBe(parseIsoDay('2022-12-31'))
})
