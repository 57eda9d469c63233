import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { prepareBinaries } from './binaries.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { chooseIdentity } from './identity.ts'

const settings = { fsync: 'off' }
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder)
})

// An ordinary user's Postgres runs under the same account and reads what that account reads.
describe.runIf(process.getuid?.() === 0)(
  'root with a DATA_DIR that the account of Postgres cannot enter',
  () => {
    function privateDataDir(): string {
      const home = makeTemporaryFolder('private')
      folders.push(home)
      chmodSync(home, 0o700)
      return join(home, 'data')
    }
    const recorded = (dataDir: string): string =>
      JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')).folder

    test('has its database elsewhere, finds it again, and takes it along when the folder moves', async () => {
      const dataDir = privateDataDir()
      const first = await startEmbeddedPostgres({ dataDir, settings })
      const place = recorded(dataDir)
      folders.push(dirname(place))
      await first.stop()
      expect(place.startsWith(dataDir)).toBe(false)
      expect(statSync(place).uid).not.toBe(0)
      expect(statSync(place).mode & 0o777).toBe(0o700)

      const moved = `${dataDir}-moved`
      renameSync(dataDir, moved)
      const second = await startEmbeddedPostgres({ dataDir: moved, settings })
      await second.stop()
      expect(recorded(moved)).toBe(place)
    })

    test('may be moved but not used twice: a copy would write into the same database', async () => {
      const dataDir = privateDataDir()
      await (await startEmbeddedPostgres({ dataDir, settings })).stop()
      folders.push(dirname(recorded(dataDir)))
      const copy = `${dataDir}-copy`
      cpSync(dataDir, copy, { recursive: true })
      await expect(startEmbeddedPostgres({ dataDir: copy, settings })).rejects.toThrow(/is a copy of/)
    })

    test('is told when the database elsewhere is gone, instead of beginning with an empty one', async () => {
      const dataDir = privateDataDir()
      await (await startEmbeddedPostgres({ dataDir, settings })).stop()
      rmSync(dirname(recorded(dataDir)), { recursive: true })
      await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(/which is gone/)
    })
  },
)

test('the binaries have the links that npm’s archives cannot hold', () => {
  const { postgres } = prepareBinaries(chooseIdentity())
  const native = join(dirname(postgres), '..')
  const list: { target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  expect(list.length).toBeGreaterThan(0)
  for (const { target } of list) expect(existsSync(join(native, '..', target)), target).toBe(true)
})
