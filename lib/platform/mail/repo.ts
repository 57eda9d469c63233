import 'server-only'
import { newId } from '#lib/core/ids.ts'
import { db, type Tx } from '#lib/platform/db/client.ts'

export type OutboxMail = {
  id: string
  to: string
  subject: string
  text: string
  html: string
  purpose: string
  status: string
  error: string | null
  attempts: number
  createdAt: Date
  sentAt: Date | null
}

export async function insertMail(
  mail: Pick<OutboxMail, 'to' | 'subject' | 'text' | 'html' | 'purpose' | 'status'>,
  client: Tx = db(),
): Promise<string> {
  const { id } = await client.outboxMail.create({ data: { id: newId(), ...mail }, select: { id: true } })
  return id
}

export function findMail(id: string): Promise<OutboxMail | null> {
  return db().outboxMail.findUnique({ where: { id } })
}

export async function markSent(id: string, at: Date): Promise<void> {
  await db().outboxMail.update({
    where: { id },
    data: { status: 'sent', sentAt: at, error: null, attempts: { increment: 1 } },
  })
}

export async function markFailed(id: string, error: string): Promise<void> {
  await db().outboxMail.update({
    where: { id },
    data: { status: 'failed', error, attempts: { increment: 1 } },
  })
}
