import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { type UserListQuery, userListQuerySchema } from './schema.ts'
import { countSql, countUserRows, listSql, listUserRows } from './user-list-repo.ts'

const database = useDatabase()
const PEOPLE = 10_000
const INDEX = 'user_name_email_idx'
const folder = join(import.meta.dirname, '../../prisma/migrations/20261127050000_user_search')
const migration = readFileSync(join(folder, 'migration.sql'), 'utf8')

beforeAll(async () => {
  // Names of ordinary make: twenty first names, a hundred last ones, and a number in each address.
  await database.query(
    `INSERT INTO "user" (id, email, name, created_at)
     SELECT 'person-' || n, 'p' || md5(n::text) || '@example.org',
            (ARRAY['Ana','Bo','Carla','Dan','Eva','Finn','Gita','Hugo','Ines','Jan'])[n % 10 + 1] || ' ' ||
            initcap(translate(md5((n % 100)::text), '0123456789', 'ghijklmnop')),
            now() - n * interval '1 minute'
     FROM generate_series(1, ${PEOPLE}) AS n`,
  )
  await database.query(
    `UPDATE "user" SET name = 'Zoë Ångström-100%', email = 'zoe_a@example.com' WHERE id = 'person-77'`,
  )
  await database.query('VACUUM ANALYZE "user"')
})

const asked = (query: Partial<UserListQuery>) => userListQuerySchema.parse(query)

async function planOf({ text, values }: { text: string; values: unknown[] }): Promise<string> {
  const rows = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

describe(`among ${PEOPLE} people a search by a part of name or e-mail`, () => {
  test.each<[string, Partial<UserListQuery>]>([
    ['in the order of the list', { q: 'ångström' }],
    ['by name, as the palette asks', { q: 'ngström', sort: 'name', order: 'asc', limit: 8 }],
    ['of an address', { q: 'zoe_a@example' }],
    ['beside the other filters', { q: 'Zoë', role: 'user', status: 'active', sort: 'email' }],
  ])('reads the index and not every row: %s', async (_, query) => {
    for (const sql of [listSql(asked(query), null), countSql(asked(query))]) {
      const plan = await planOf(sql)
      expect(plan).toContain(`Bitmap Index Scan on ${INDEX}`)
      expect(plan).not.toContain('Seq Scan')
    }
    expect((await listUserRows(asked(query), null)).map(({ id }) => id)).toEqual(['person-77'])
    expect(await countUserRows(asked(query))).toBe(1)
  })

  test('takes % and _ for what they are', async () => {
    expect(await countUserRows(asked({ q: '100%' }))).toBe(1)
    expect(await countUserRows(asked({ q: 'zoe_a' }))).toBe(1)
    expect(await countUserRows(asked({ q: 'zoe%a' }))).toBe(0)
  })
})

describe('the migration', () => {
  const hasIndex = async () =>
    (await database.query('SELECT 1 FROM pg_indexes WHERE indexname = $1', [INDEX])).length > 0

  afterEach(async () => {
    await database.query('RESET search_path')
    await database.query('DROP EXTENSION IF EXISTS pg_trgm CASCADE; DROP SCHEMA IF EXISTS other CASCADE')
  })

  afterAll(() => database.query(migration))

  test('goes without the index where the server has no pg_trgm, and the search finds the same', async () => {
    await database.query('DROP EXTENSION pg_trgm CASCADE; CREATE SCHEMA other')
    await database.query(
      'CREATE VIEW other.pg_available_extensions AS SELECT * FROM pg_catalog.pg_available_extensions WHERE false',
    )
    await database.query('SET search_path = other, pg_catalog, public')
    await database.query(migration)
    expect(await hasIndex()).toBe(false)
    expect(await countUserRows(asked({ q: 'ångström' }))).toBe(1)
  })

  test('goes without it where this role may not create pg_trgm', async () => {
    await database.query('DROP EXTENSION IF EXISTS pg_trgm CASCADE')
    // Roles belong to the whole server, which other runs share.
    const owner = `owner_${randomUUID().slice(0, 8)}`
    await database.query(`CREATE ROLE ${owner}`)
    try {
      await database.query(`ALTER TABLE "user" OWNER TO ${owner}`)
      await database.query(`GRANT CREATE ON SCHEMA public TO ${owner}; SET ROLE ${owner}`)
      await database.query(migration)
      expect(await hasIndex()).toBe(false)
    } finally {
      await database.query('RESET ROLE')
      await database.query(`REASSIGN OWNED BY ${owner} TO CURRENT_USER; DROP OWNED BY ${owner}`)
      await database.query(`DROP ROLE ${owner}`)
    }
  })

  test('finds pg_trgm in a schema of its own', async () => {
    await database.query('DROP EXTENSION IF EXISTS pg_trgm CASCADE; CREATE SCHEMA other')
    await database.query('CREATE EXTENSION pg_trgm SCHEMA other')
    await database.query(migration)
    expect(await hasIndex()).toBe(true)
    expect(await planOf(countSql(asked({ q: 'ångström' })))).toContain(INDEX)
  })
})
