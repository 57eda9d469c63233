import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { takeSnapshot } from './freshness.mjs'

let root: string
const stamp = () => join(root, 'out', 'stamp.json')
const write = (path: string, text: string) => writeFileSync(join(root, path), text)
const snapshot = () =>
  takeSnapshot(root, ['app', 'config.json', 'absent'], (path) => !path.endsWith('.test.ts'))

beforeEach(() => {
  root = makeTemporaryFolder('fresh')
  mkdirSync(join(root, 'app', 'deep'), { recursive: true })
  write('app/page.ts', 'one')
  write('app/deep/part.ts', 'two')
  write('config.json', '{}')
  snapshot().write(stamp())
})
afterEach(() => removeFolder(root))

describe('what was made from files is up to date', () => {
  test('while they are what they were', () => expect(snapshot().matches(stamp())).toBe(true))

  test('when they were only touched, as by a checkout', () => {
    utimesSync(join(root, 'app/page.ts'), 1, 1)
    expect(snapshot().matches(stamp())).toBe(true)
  })

  test('when a file changed that does not matter', () => {
    write('app/page.test.ts', 'test')
    expect(snapshot().matches(stamp())).toBe(true)
  })
})

describe('and is out of date', () => {
  test('when nothing says what it was made from', () => {
    rmSync(stamp())
    expect(snapshot().matches(stamp())).toBe(false)
  })

  test.each([
    ['a file changed', () => write('app/deep/part.ts', 'three')],
    ['a file was added', () => write('app/new.ts', '')],
    ['a file was removed', () => rmSync(join(root, 'app/page.ts'))],
    ['a single file changed', () => write('config.json', '{"a":1}')],
    ['the first file of an absent source came', () => write('absent', '')],
  ])('when %s', (_, change) => {
    change()
    expect(snapshot().matches(stamp())).toBe(false)
  })

  test('when a file was changed while it was being made', () => {
    const before = snapshot()
    const { atime, mtime } = statSync(join(root, 'app/page.ts'))
    write('app/page.ts', 'changed meanwhile')
    before.write(stamp())
    utimesSync(join(root, 'app/page.ts'), atime, mtime)
    expect(snapshot().matches(stamp())).toBe(false)
  })
})
