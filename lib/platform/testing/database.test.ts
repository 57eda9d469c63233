import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { env } from '#lib/platform/config/env.ts'
import { testServerUrl, useDatabase } from './database.ts'

const names: string[] = []

describe('a test file has a database of its own', () => {
  const database = useDatabase()

  test('that is there, and where the code under test looks for it', async () => {
    const [row] = await database.query<{ name: string }>('SELECT current_database() AS name')
    names.push(row?.name ?? '')
    expect(env().DATABASE_URL).toBe(database.url)
    expect(decodeURIComponent(database.url)).toContain(row?.name)
  })

  test('that holds the migrated tables', async () => {
    const [row] = await database.query<{ count: string }>('SELECT count(*) FROM _prisma_migrations')
    expect(Number(row?.count)).toBeGreaterThan(0)
  })
})

test('which is gone after the file', async () => {
  const client = new pg.Client({ connectionString: testServerUrl() })
  await client.connect()
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [names[0]])
  await client.end()
  expect(names[0]).toBeTruthy()
  expect(rowCount).toBe(0)
})
