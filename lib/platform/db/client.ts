import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { runtime } from '#lib/platform/runtime.ts'
import { Prisma, PrismaClient } from './generated/client.ts'
import { pool } from './pool.ts'

export { Prisma }

/** A transaction that is open, or the client itself: whatever a repo's function may run on. */
export type Tx = Prisma.TransactionClient

/** The process's database client, made on first use and shared by both module graphs. */
export function db(): PrismaClient {
  const shared = runtime()
  shared.database ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return shared.database as PrismaClient
}

export async function closeDatabase(): Promise<void> {
  const shared = runtime()
  const client = shared.database as PrismaClient | undefined
  const connections = shared.pool as Pool | undefined
  delete shared.database
  delete shared.pool
  await client?.$disconnect()
  await connections?.end()
}
