import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { createDatabase, dropDatabase } from '../embedded-postgres/embedded-postgres.ts'
import { StartFault } from '../embedded-postgres/start-fault.ts'
import { testServerUrl } from '../testing/database.ts'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { listMigrations, migrate, pending, reasonIn } from './migrate.ts'
import { prismaCommand, projectRoot } from './prisma-command.ts'

const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
})

async function emptyDatabase(): Promise<string> {
  const name = `migrate_${randomUUID().slice(0, 8)}`
  cleanups.push(() => dropDatabase(testServerUrl(), name))
  return createDatabase(testServerUrl(), name)
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the migrations of this program', () => {
  test('are applied once, also when two processes start at once, and then cost nothing', async () => {
    const url = await emptyDatabase()
    const names = listMigrations().map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    const applied = await Promise.all([migrate(url), migrate(url)])
    expect(applied.sort((a, b) => b.length - a.length)).toEqual([names, []])
    const lines: string[] = []
    expect(await migrate(url, { log: (line) => lines.push(line) })).toEqual([])
    expect(lines).toEqual([])
    const rows = await query(url, 'SELECT migration_name FROM _prisma_migrations ORDER BY migration_name')
    expect(rows.map((row) => row.migration_name)).toEqual(names)
  })

  test('make just the tables that prisma/schema describes', async () => {
    const url = await emptyDatabase()
    const sides = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema']
    const { file, args, options } = prismaCommand(
      ['migrate', 'diff', ...sides, '--script', '--exit-code'],
      url,
    )
    const result = spawnSync(file, args, { ...options, encoding: 'utf8' })
    expect(result.stdout.replace(/^--.*$/gm, '').trim(), result.stderr).toBe('')
    expect(result.status, result.stdout).toBe(0)
  })

  test('are not applied to a database that cannot be reached, which is named without its password', async () => {
    const failure = migrate('postgresql://someone:secret@127.0.0.1:1/app')
    await expect(failure).rejects.toThrow(/^Cannot reach the database at 127.0.0.1:1\/app: /)
    await expect(failure).rejects.not.toThrow(/secret/)
  })
})

/** A project of its own, with its own migrations, over our packages. */
function otherProject(migrations: Record<string, string>): string {
  const root = makeTemporaryFolder('migrate')
  cleanups.push(() => removeFolder(root))
  for (const part of ['lib/platform/migrations', 'lib/platform/embedded-postgres', 'lib/platform/bootstrap'])
    cpSync(join(projectRoot, part), join(root, part), { recursive: true })
  for (const file of ['package.json', 'prisma.config.ts']) cpSync(join(projectRoot, file), join(root, file))
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'prisma', 'schema'), { recursive: true })
  writeFileSync(
    join(root, 'prisma', 'schema', 'base.prisma'),
    'datasource db {\n  provider = "postgresql"\n}\n',
  )
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(root, 'prisma', 'migrations', name), { recursive: true })
    writeFileSync(join(root, 'prisma', 'migrations', name, 'migration.sql'), sql)
  }
  writeFileSync(join(root, 'prisma', 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n')
  return root
}

async function migrateWith(root: string, url: string): Promise<string[]> {
  const file = join(root, 'lib/platform/migrations/migrate.ts')
  const script = `
    const { migrate } = await import(${JSON.stringify(pathToFileURL(file).href)})
    await migrate(process.argv[1]).then(console.log, (error) => console.log(error.name + ': ' + error.message))`
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script, url], { encoding: 'utf8' })
  return `${result.stdout}${result.stderr}`.trim().split('\n')
}

describe('a migration', () => {
  test('with functions, semicolons in text and "char" columns goes through the engine unharmed', async () => {
    const url = await emptyDatabase()
    const sql = `CREATE TABLE notes (id int, text text DEFAULT 'a;b');
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.text := 'one;two'; RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION note();`
    expect(await migrateWith(otherProject({ '1_notes': sql }), url)).toEqual(["[ '1_notes' ]"])
    await query(url, 'INSERT INTO notes VALUES (1)')
    expect(await query(url, 'SELECT text FROM notes')).toEqual([{ text: 'one;two' }])
  })

  test('that fails stops the start with one line that names it, leaves nothing half done, and is told again', async () => {
    const url = await emptyDatabase()
    const root = otherProject({
      '1_good': 'CREATE TABLE good (id int);',
      '2_bad': 'CREATE TABLE half (id int); INSERT INTO missing VALUES (1);',
    })
    const [first, ...more] = await migrateWith(root, url)
    expect(first).toMatch(/^StartFault: Migration 2_bad failed and was taken back: .*missing/)
    expect(more).toEqual([])
    expect(await query(url, `SELECT to_regclass('good') AS good, to_regclass('half') AS half`)).toEqual([
      { good: 'good', half: null },
    ])
    const [again] = await migrateWith(root, url)
    expect(again).toMatch(
      /^StartFault: Migration 2_bad failed at an earlier start \(.*missing.*resolve --rolled-back 2_bad/,
    )
  })
})

describe('a database whose history is not ours', () => {
  const migrations = [
    { name: '1', checksum: 'a' },
    { name: '2', checksum: 'b' },
  ]
  const row = (migration_name: string, checksum: string, finished = true) => ({
    migration_name,
    checksum,
    finished,
    logs: null,
  })

  test('gets what it lacks', () => {
    expect(pending([], migrations)).toEqual(['1', '2'])
    expect(pending([row('1', 'a')], migrations)).toEqual(['2'])
    expect(pending([row('1', 'a'), row('2', 'b')], migrations)).toEqual([])
  })

  test.each([
    ['a newer program made', [row('1', 'a'), row('2', 'b'), row('3', 'c')], /newer version.*\(3\)/],
    ['an edited migration made', [row('1', 'other')], /Migration 1 was changed/],
    ['a failed migration left', [row('1', 'a', false)], /Migration 1 failed/],
  ])('is refused when %s it', (_, applied, message) => {
    expect(() => pending(applied, migrations)).toThrow(StartFault)
    expect(() => pending(applied, migrations)).toThrow(message)
  })

  test('the reason is what Postgres said, without the engine’s way to it', () => {
    const logs =
      'connector error\nError querying: ERROR: relation "x" already exists\n   0: engine::apply\n     at a.rs:1'
    expect(reasonIn(logs)).toBe('relation "x" already exists')
    expect(reasonIn('connector error\nNo such table: y\n   0: engine')).toBe('No such table: y')
    expect(reasonIn(null)).toBe('the database gave no reason')
  })
})

test('the engine’s shadow database is never the main one', async () => {
  const url = await emptyDatabase()
  await query(url, 'CREATE TABLE precious AS SELECT 1 AS id')
  const root = otherProject({ '1_good': 'CREATE TABLE good (id int);' })
  const sides = ['--from-migrations', 'prisma/migrations', '--to-empty', '--script']
  const { file, args, options } = prismaCommand(['migrate', 'diff', ...sides], url)
  const result = spawnSync(file, args, { ...options, cwd: root, encoding: 'utf8' })
  expect(result.stdout, result.stderr).toMatch(/DROP TABLE .*"good"/)
  expect(await query(url, 'SELECT id FROM precious')).toEqual([{ id: 1 }])
})
