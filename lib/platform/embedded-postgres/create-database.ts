import pg from 'pg'

const duplicateDatabase = '42P04'
const lostTheRace = '23505' // two CREATE DATABASE at once: the catalogue's unique index tells one of them

/**
 * Creates a database on the server of this URL, unless it is there already.
 *
 * @param url any database on the server
 * @param template a database to clone; nobody may be connected to it
 * @returns the URL of the database
 */
export async function createDatabase(
  url: string,
  name: string,
  { template }: { template?: string } = {},
): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const clone = template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : ''
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${clone}`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== duplicateDatabase && code !== lostTheRace) throw error
  } finally {
    await client.end()
  }
  return databaseUrl(url, name)
}

/** Drops a database, connections to it included; nothing happens when it is not there. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(url, 'postgres') })
  await client.connect()
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}

/** The URL of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${encodeURIComponent(name)}`
  return other.href
}
