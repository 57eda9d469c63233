import 'server-only'
import { db } from '#lib/platform/db/client.ts'

export async function insertCanary(id: string): Promise<void> {
  await db().canary.create({ data: { id } })
}

export async function deleteCanary(id: string): Promise<void> {
  await db().canary.deleteMany({ where: { id } })
  await db().conflict.deleteMany({ where: { entity: 'canary', entityId: id } })
}

/** Canaries whose process was killed before it could remove them. */
export async function deleteCanariesBefore(time: Date): Promise<number> {
  const { count } = await db().canary.deleteMany({ where: { createdAt: { lt: time } } })
  await db().conflict.deleteMany({ where: { entity: 'canary', createdAt: { lt: time } } })
  return count
}
