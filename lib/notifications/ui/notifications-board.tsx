'use client'

import { useQuery } from '@tanstack/react-query'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { fetchNotifications, notificationKeys } from '../queries.ts'
import type { NotificationList } from '../schema.ts'
import { NoNotifications, NotificationItems } from './notification-list.tsx'
import { useMarkRead } from './use-mark-read.ts'

/** A page of notifications, live. Which page and what it shows are in the address. */
export function NotificationsBoard({
  initial,
  show,
  before,
  limit,
  href,
}: {
  initial: NotificationList
  show: 'all' | 'unread'
  before: string | null
  limit: number
  /** Address of the page without its query. */
  href: string
}) {
  const { markAllRead } = useMarkRead()
  const { data } = useQuery({
    queryKey: notificationKeys.list(show, before, limit),
    queryFn: ({ signal }) => fetchNotifications({ show, before, limit }, signal),
    initialData: initial,
    staleTime: 0,
  })
  const address = (query: Record<string, string>) => {
    const search = new URLSearchParams({ ...(show === 'unread' ? { show } : {}), ...query }).toString()
    return search === '' ? href : `${href}?${search}`
  }
  return (
    <Card flush>
      <div className="flex flex-wrap items-center justify-between gap-2 border-b px-3 py-2">
        <nav aria-label="Which notifications" className="flex gap-1">
          {(['all', 'unread'] as const).map((choice) => (
            <ButtonLink
              key={choice}
              href={choice === 'all' ? href : `${href}?show=unread`}
              size="sm"
              variant={show === choice ? 'secondary' : 'ghost'}
              aria-current={show === choice ? 'page' : undefined}
            >
              {choice === 'all' ? 'All' : `Unread (${data.unread})`}
            </ButtonLink>
          ))}
        </nav>
        <Button size="sm" disabled={data.unread === 0} onClick={markAllRead}>
          Mark all as read
        </Button>
      </div>
      {data.items.length > 0 ? (
        <NotificationItems items={data.items} />
      ) : (
        <NoNotifications unreadOnly={show === 'unread'} />
      )}
      {data.items.length > 0 ? (
        <p className="flex flex-wrap items-center gap-x-1.5 gap-y-1 border-t px-4 py-2 text-ink-3 text-sm coarse:hidden">
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move, <Kbd>Enter</Kbd> opens, <Kbd>R</Kbd> marks as read
        </p>
      ) : null}
      {before !== null || data.nextCursor !== null ? (
        <nav aria-label="Pages" className="flex justify-between gap-2 border-t px-3 py-2">
          {before === null ? (
            <span />
          ) : (
            <ButtonLink href={address({})} size="sm">
              Newest
            </ButtonLink>
          )}
          {data.nextCursor === null ? null : (
            <ButtonLink href={address({ before: data.nextCursor })} size="sm">
              Older
            </ButtonLink>
          )}
        </nav>
      ) : null}
    </Card>
  )
}
