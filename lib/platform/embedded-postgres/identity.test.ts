import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { canReach, chooseIdentity } from './identity.ts'
import { StartFault } from './start-fault.ts'

const accounts = (...lines: string[]) => ({ uid: 0, passwd: () => lines.join('\n') })
const nobody = 'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin'
const postgres = 'postgres:x:101:104::/var/lib/postgresql:/bin/bash'

describe('Postgres runs under', () => {
  test('our own account, when that is not root', () => {
    expect(chooseIdentity({ uid: 5, gid: 5 }, { uid: 1000, passwd: () => postgres })).toBeUndefined()
  })
  test('the account postgres for root, else nobody', () => {
    expect(chooseIdentity(undefined, accounts(nobody, postgres))).toEqual({ uid: 101, gid: 104 })
    expect(chooseIdentity(undefined, accounts(nobody))).toEqual({ uid: 65534, gid: 65533 })
  })
  test('the owner of the data, for root, when there are data', () => {
    expect(chooseIdentity({ uid: 1000, gid: 1000 }, accounts(postgres))).toEqual({ uid: 1000, gid: 1000 })
    expect(chooseIdentity({ uid: 0, gid: 0 }, accounts(postgres))).toEqual({ uid: 101, gid: 104 })
  })
  test('nobody at all where root has no such account, and that is said in one line', () => {
    expect(() => chooseIdentity(undefined, accounts('root:x:0:0::/root:/bin/sh'))).toThrow(StartFault)
  })
})

describe('an account reaches a folder', () => {
  const root = makeTemporaryFolder('reach')
  afterAll(() => removeFolder(root))
  const other = { uid: 4242, gid: 4242 }
  const inner = join(root, 'closed', 'inner')
  mkdirSync(inner, { recursive: true })
  chmodSync(inner, 0o755)

  test('only when every folder on the way lets it pass', () => {
    chmodSync(join(root, 'closed'), 0o700)
    expect(canReach(inner, other)).toBe(false)
    expect(canReach(inner, undefined)).toBe(true)
    chmodSync(join(root, 'closed'), 0o711)
    expect(canReach(inner, other)).toBe(true)
  })
  test.runIf(process.getuid?.() === 0)('as its owner by the owner’s rights', () => {
    chownSync(join(root, 'closed'), other.uid, 0)
    chmodSync(join(root, 'closed'), 0o077)
    expect(canReach(inner, other)).toBe(false)
    chmodSync(join(root, 'closed'), 0o700)
    expect(canReach(inner, other)).toBe(true)
  })
})
