import { expect, test } from 'vitest'
import { initials } from './initials.ts'

test.each([
  ['Ana Petrović', 'AP'],
  ['Łukasz', 'Ł'],
  ['Maria del Carmen Ruiz', 'MR'],
  ['bo@example.org', 'B'],
  ['  ', '?'],
  ['', '?'],
])('%j is %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})
