import { expect, test } from 'vitest'
import { toggleRow } from './row-selection.ts'

const ids = ['a', 'b', 'c', 'd']
const chosen = (...members: string[]) => new Set(members)

test('a click turns a row on, the next one off', () => {
  const once = toggleRow(ids, chosen(), 'b', null)
  expect([...once]).toEqual(['b'])
  expect([...toggleRow(ids, once, 'b', null)]).toEqual([])
})

test('a range takes the state of its end, whichever way it runs', () => {
  expect([...toggleRow(ids, chosen('a'), 'c', 'a')].sort()).toEqual(['a', 'b', 'c'])
  expect([...toggleRow(ids, chosen('d'), 'b', 'd')].sort()).toEqual(['b', 'c', 'd'])
  expect([...toggleRow(ids, chosen('a', 'b', 'c'), 'c', 'b')]).toEqual(['a'])
})

test('rows that are not on the page are never part of the selection', () => {
  expect([...toggleRow(ids, chosen('z'), 'a', null)]).toEqual(['a'])
  expect([...toggleRow(ids, chosen('z'), 'c', 'z')]).toEqual(['c'])
})
