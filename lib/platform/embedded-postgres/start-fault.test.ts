import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { StartFault } from './start-fault.ts'

const settings = { fsync: 'off' }
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function newDataDir(): string {
  const folder = makeTemporaryFolder('postgres')
  cleanups.push(() => removeFolder(folder))
  return join(folder, 'data')
}

async function fault(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(StartFault)
  const { message } = error as StartFault
  expect(message).not.toContain('\n')
  return message
}

describe('what cannot be started says so in one line', () => {
  test('a database of another major version', async () => {
    const dataDir = newDataDir()
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '15\n')
    const message = await fault(startEmbeddedPostgres({ dataDir }))
    expect(message).toMatch(/written by Postgres 15.*brings Postgres 18.*backup/)
    expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('15\n')
  })

  test('a folder that holds something else than a database, which stays as it is', async () => {
    const dataDir = newDataDir()
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres', 'letter.txt'), 'keep me')
    expect(await fault(startEmbeddedPostgres({ dataDir }))).toContain('is not empty and holds no database')
    expect(existsSync(join(dataDir, 'postgres', 'letter.txt'))).toBe(true)
  })

  test('a DATA_DIR that cannot be written', async () => {
    const dataDir = newDataDir()
    const folder = makeTemporaryFolder('file')
    cleanups.push(() => removeFolder(folder))
    writeFileSync(join(folder, 'file'), '')
    expect(await fault(startEmbeddedPostgres({ dataDir: join(folder, 'file') }))).toMatch(/cannot be written/)
    expect(existsSync(dataDir)).toBe(false)
  })

  test('settings that Postgres does not take', async () => {
    const starting = startEmbeddedPostgres({
      dataDir: newDataDir(),
      settings: { fsync: 'off', work_mem: 'much' },
    })
    expect(await fault(starting)).toMatch(
      /Postgres did not start on .*: invalid value for parameter "work_mem"/,
    )
  })

  test.skipIf(!canMount())('a full disk, before and after there is a database', async () => {
    const folder = makeTemporaryFolder('disk')
    cleanups.push(() => removeFolder(folder))
    const mount = (megabytes: number) => {
      const options = `size=${megabytes}m,mode=0711`
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status).toBe(0)
      cleanups.push(() => spawnSync('umount', [folder]))
    }
    mount(12)
    expect(await fault(startEmbeddedPostgres({ dataDir: join(folder, 'data') }))).toMatch(
      /No space left on device/,
    )
    spawnSync('umount', [folder])
    mount(90)
    const dataDir = join(folder, 'data')
    await (await startEmbeddedPostgres({ dataDir, settings })).stop()
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'ballast')}`, 'bs=4k'])
    expect(await fault(startEmbeddedPostgres({ dataDir }))).toMatch(/No space left|ENOSPC/)
    removeFolder(join(folder, 'ballast'))
    const again = await startEmbeddedPostgres({ dataDir, settings }) // and nothing was harmed
    await again.stop()
  })
})

function canMount(): boolean {
  const folder = makeTemporaryFolder('mount')
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  removeFolder(folder)
  return mounted
}
