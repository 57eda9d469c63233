import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findUnsafe } from './json-guard.ts'

test('values as forms send them are safe', () => {
  const json = fc.jsonValue({ maxDepth: 10 }).map((value) => JSON.parse(JSON.stringify(value)))
  const harmless = (value: unknown) => !/\\u0000|__proto__|\\ud[89a-f]/i.test(JSON.stringify(value))
  fc.assert(fc.property(json.filter(harmless), (value) => findUnsafe(value) === null))
})

test.each([
  ['{"fields":{"__proto__":{"role":"admin"}}}', 'fields.__proto__', 'not a field'],
  ['{"fields":{"summary":"a\\u0000b"}}', 'fields.summary', 'NUL'],
  ['{"fields":{"summary":"\\ud800"}}', 'fields.summary', 'half'],
  ['{"fields":{"a\\u0000":1}}', 'fields', 'name'],
])('%s is refused by name', (text, path, message) => {
  expect(findUnsafe(JSON.parse(text))).toMatchObject({ path, message: expect.stringContaining(message) })
})

test('nesting of any depth is refused without running out of stack', () => {
  const depth = 100_000
  const bomb = JSON.parse(`${'[1,'.repeat(depth)}null${']'.repeat(depth)}`)
  expect(findUnsafe(bomb)?.message).toContain('nested deeper')
})

test('a crowd of values is refused before they are all looked at', () => {
  expect(findUnsafe(Array.from({ length: 1_000_000 }, () => 0))?.message).toContain('more than')
})
