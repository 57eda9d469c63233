import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { env } from '#lib/platform/config/env.ts'
import { runtime } from '#lib/platform/runtime.ts'
import { Prisma, PrismaClient } from './generated/client.ts'

export { Prisma }

/** A transaction that is open, or the client itself: whatever a repo's function may run on. */
export type Tx = Prisma.TransactionClient

/** Connections this process may hold. Postgres does its best work on this hardware with about ten. */
const POOL_SIZE = 10

/** The process's database client, made on first use and shared by both module graphs. */
export function db(): PrismaClient {
  const shared = runtime()
  if (!shared.database) {
    const adapter = new PrismaPg({
      connectionString: databaseUrl(),
      max: POOL_SIZE,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      application_name: 'intellicv',
    })
    shared.database = new PrismaClient({ adapter })
  }
  return shared.database as PrismaClient
}

export async function closeDatabase(): Promise<void> {
  const shared = runtime()
  const client = shared.database as PrismaClient | undefined
  delete shared.database
  await client?.$disconnect()
}

function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (!url) throw new Error('DATABASE_URL is not set: the server sets it once its database is up')
  return url
}
