import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { notificationQuerySchema } from './schema.ts'
import { listNotifications } from './service.ts'

const PAGE = 25

/** What a page of notifications shows, as its address says; an address that says nothing we know shows the newest. */
export async function readNotificationsPage(
  actor: Actor,
  address: Readonly<Record<string, string | string[] | undefined>>,
) {
  const { show, before } = address
  const asked = notificationQuerySchema.safeParse({
    limit: PAGE,
    ...(show === undefined ? {} : { show }),
    ...(before === undefined ? {} : { before }),
  })
  const newest = { show: 'all', limit: PAGE } as const
  const query = asked.success ? asked.data : newest
  const read = await listNotifications(actor, query)
  const found = read.ok
    ? { query, list: read }
    : { query: newest, list: await listNotifications(actor, newest) }
  if (!found.list.ok) throw new Error(found.list.error.message)
  const cursor = 'before' in found.query ? (found.query.before ?? null) : null
  return {
    key: `${found.query.show} ${cursor ?? ''}`,
    board: { initial: found.list.value, show: found.query.show, before: cursor, limit: PAGE },
  }
}
