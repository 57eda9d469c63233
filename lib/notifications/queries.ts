import type { NotificationList } from './schema.ts'

export const notificationKeys = {
  all: ['notifications'] as const,
  unread: ['notifications', 'unread'] as const,
  list: (show: 'all' | 'unread', before: string | null, limit: number) =>
    ['notifications', 'list', show, before, limit] as const,
}

/** Reads a page of one's own notifications. Throws when it cannot be had: React Query shows and retries. */
export async function fetchNotifications(
  query: { show: 'all' | 'unread'; before: string | null; limit: number },
  signal: AbortSignal,
): Promise<NotificationList> {
  const search = new URLSearchParams({ show: query.show, limit: String(query.limit) })
  if (query.before !== null) search.set('before', query.before)
  const response = await fetch(`/api/v1/notifications?${search}`, { signal })
  if (!response.ok) throw new Error(`The server answered ${response.status}`)
  return (await response.json()) as NotificationList
}
