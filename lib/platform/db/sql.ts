import 'server-only'

/** One SQL statement with its values. A named one is prepared once a connection: give names to fixed texts only. */
export type Statement = {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

/**
 * Runs single statements and answers their rows: a connection of the pool, an open transaction on one, or an open
 * transaction of Prisma. Repos whose statements have to run in either kind of transaction are written against this.
 */
export type Sql = {
  rows<Row extends object>(statement: Statement): Promise<Row[]>
}

/** What of Prisma's transactions is needed here. */
type PrismaTransaction = { $queryRawUnsafe<T>(text: string, ...values: unknown[]): Promise<T> }

/** The same transaction, seen as something that runs statements. */
export function sqlOf(tx: PrismaTransaction | Sql): Sql {
  if ('rows' in tx) return tx
  return {
    rows: <Row extends object>({ text, values = [] }: Statement) =>
      tx.$queryRawUnsafe<Row[]>(text, ...values),
  }
}

/** Quotes a name of ours. Names come from definitions in the code, never from a request. */
export function identifier(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`Not an identifier: ${name}`)
  return `"${name}"`
}
