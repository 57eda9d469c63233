import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { isAlive, processIdentity, takeFileLock } from './file-lock.mjs'

const folder = makeTemporaryFolder('lock')
afterAll(() => removeFolder(folder))

describe('a process has a name', () => {
  test('that lives as long as it does', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const identity = processIdentity(child.pid as number) as string
    expect(isAlive(identity)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(identity)).toBe(false)
  })

  test.runIf(process.platform === 'linux')('that nobody inherits with its number', () => {
    const [pid] = (processIdentity(process.pid) as string).split('-')
    expect(isAlive(`${pid}-1`)).toBe(false)
  })

  test('or none, when there is no such process', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    expect(processIdentity(pid)).toBeUndefined()
    expect(isAlive('nonsense')).toBe(false)
  })
})

describe('a file lock', () => {
  test('lets one in at a time, whoever asks', async () => {
    const path = join(folder, 'busy')
    let inside = 0
    let most = 0
    let waited = 0
    const one = async () => {
      const release = await takeFileLock(path, { onWait: () => waited++ })
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
      release()
    }
    await Promise.all([one(), one(), one(), one()])
    expect(most).toBe(1)
    expect(waited).toBe(3)
    expect(readdirSync(folder)).toEqual([])
  })

  test('is taken over from a holder that died', async () => {
    const path = join(folder, 'stale')
    writeFileSync(path, '2000000000-1 8d5b1e9c')
    const release = await takeFileLock(path, { timeoutMs: 1_000 })
    release()
    expect(readdirSync(folder)).toEqual([])
  })

  test('gives up on a holder that lives on, and says who it is', async () => {
    const path = join(folder, 'held')
    const release = await takeFileLock(path)
    await expect(takeFileLock(path, { timeoutMs: 50 })).rejects.toThrow(`(${process.pid})`)
    release()
  })
})
