import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'

/** The type number of Postgres's internal "char", which the catalogue is full of, and that of text. */
const charOid = 18
const textOid = 25

/**
 * `@prisma/adapter-pg` 7.10 made fit to carry the schema engine. It works around three defects:
 *
 * 1. a result column of type "char" is refused (prisma/prisma#27403);
 * 2. a script is cut at every semicolon, in function bodies and literals too;
 * 3. the connection to the shadow database keeps the main one's connection string, so that the engine would build, and
 *    empty, its shadow in the main database.
 *
 * @param url the database; its `schema` parameter is heeded
 */
export function schemaEngineAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const { schema, ...config } = parseUrl(url)
  const open = async (database: string, after?: () => Promise<void>) => {
    // Separate settings instead of a connection string: with the latter, pg ignores `database` (defect 3).
    const adapter = await new PrismaPg({ ...config, database, max: 1 }, { schema }).connect()
    return disposeOnce(mend(adapter), after)
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => open(config.database),
    async connectToShadowDb() {
      const name = `prisma_migrate_shadow_db_${randomUUID()}`
      await execute(config, `CREATE DATABASE "${name}"`)
      return open(name, () => execute(config, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))
    },
  }
}

function parseUrl(url: string) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslMode = searchParams.get('sslmode')
  return {
    host: decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    schema: searchParams.get('schema') ?? 'public',
    ...(sslMode && sslMode !== 'disable' && { ssl: { rejectUnauthorized: sslMode.startsWith('verify') } }),
  }
}

async function execute(config: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** What the adapter's class has inside and its type hides. */
interface Internals {
  performIO(query: SqlQuery): Promise<{ fields?: { dataTypeID: number }[] }>
  onError(error: unknown): never
  client: { query(script: string): Promise<unknown> }
}

function mend(adapter: SqlDriverAdapter): SqlDriverAdapter {
  mendChar(adapter)
  const startTransaction = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async (isolationLevel) => mendChar(await startTransaction(isolationLevel))
  const { client, onError } = adapter as unknown as Internals
  adapter.executeScript = async (script) => {
    try {
      await client.query(script) // one message: Postgres itself finds the ends of the statements
    } catch (error) {
      onError.call(adapter, error)
    }
  }
  return adapter
}

/** Lets "char" pass as text, and names it as a character to the engine afterwards. */
function mendChar<T extends SqlQueryable>(queryable: T): T {
  const internals = queryable as unknown as Internals
  const performIO = internals.performIO.bind(queryable)
  const queryRaw = queryable.queryRaw.bind(queryable)
  let charColumns: number[] = []
  internals.performIO = async (query) => {
    const result = await performIO(query)
    charColumns = []
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID !== charOid) return
      charColumns.push(index)
      field.dataTypeID = textOid
    })
    return result
  }
  queryable.queryRaw = async (query): Promise<SqlResultSet> => {
    const result = await queryRaw(query)
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  return queryable
}

function disposeOnce(adapter: SqlDriverAdapter, after?: () => Promise<void>): SqlDriverAdapter {
  const dispose = adapter.dispose.bind(adapter)
  let done: Promise<void> | undefined
  adapter.dispose = () => {
    done ??= dispose().then(after)
    return done
  }
  return adapter
}

/** Answers the one question that the engine asks before it compares two schemas, so that this needs no database. */
export function noDatabaseAdapter(): SqlMigrationAwareDriverAdapterFactory {
  const refuse = () => Promise.reject(new Error('There is no database: set DATABASE_URL.'))
  const { Boolean: boolean, Text: text, Int32: int32 } = ColumnTypeEnum
  const adapter: SqlDriverAdapter = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    async queryRaw({ sql }) {
      if (!sql.includes('server_version_num')) return refuse()
      return {
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [boolean, text, int32],
        rows: [[true, 'PostgreSQL 18.4', 180004]],
      }
    },
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: async () => {},
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => adapter,
    connectToShadowDb: async () => adapter,
  }
}
