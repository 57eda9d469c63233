import 'server-only'
import { db } from '#lib/platform/db/client.ts'

export const MAIL_STATUSES = ['held', 'queued', 'sent', 'failed'] as const
export type MailStatus = (typeof MAIL_STATUSES)[number]

/** A mail as lists show it: without its text. */
export type MailRow = {
  id: string
  to: string
  subject: string
  purpose: string
  status: MailStatus
  error: string | null
  attempts: number
  createdAt: string
  sentAt: string | null
}

const LISTED = {
  id: true,
  to: true,
  subject: true,
  purpose: true,
  status: true,
  error: true,
  attempts: true,
  createdAt: true,
  sentAt: true,
} as const

/** A page of mails, newest first; `before` is the id of the last mail of the page before. */
export async function listMailRows(query: {
  status?: MailStatus | undefined
  before?: string | undefined
  limit: number
}): Promise<{ items: MailRow[]; nextCursor: string | null }> {
  const rows = await db().outboxMail.findMany({
    where: {
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.before === undefined ? {} : { id: { lt: query.before } }),
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    select: LISTED,
  })
  const items = rows.slice(0, query.limit).map((row) => ({
    ...row,
    status: row.status as MailStatus,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  }))
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null }
}

/** How many mails have each status. */
export async function countMails(): Promise<Record<MailStatus, number>> {
  const counts: Record<MailStatus, number> = { held: 0, queued: 0, sent: 0, failed: 0 }
  const groups = await db().outboxMail.groupBy({ by: ['status'], _count: true })
  for (const { status, _count } of groups) counts[status as MailStatus] = _count
  return counts
}
