'use client'

import { useQuery } from '@tanstack/react-query'
import NextLink from 'next/link'
import { Button } from '#components/ui/button.tsx'
import { fetchNotifications, notificationKeys } from '../queries.ts'
import { NoNotifications, NotificationItems } from './notification-list.tsx'
import { useMarkRead } from './use-mark-read.ts'

const SHOWN = 10

/** What the bell opens: the newest notifications, live. `id` is that of the popover around it. */
export function Panel({ allHref, id }: { allHref: string; id: string }) {
  const { markAllRead } = useMarkRead()
  const query = { show: 'all', before: null, limit: SHOWN } as const
  const { data, isError, refetch } = useQuery({
    queryKey: notificationKeys.list('all', null, SHOWN),
    queryFn: ({ signal }) => fetchNotifications(query, signal),
    staleTime: 0,
  })
  const close = () => document.getElementById(id)?.hidePopover()
  return (
    <>
      <header className="flex items-center justify-between gap-3 border-b px-4 py-2">
        <h2 className="font-semibold">Notifications</h2>
        <Button size="sm" variant="ghost" disabled={!data || data.unread === 0} onClick={markAllRead}>
          Mark all as read
        </Button>
      </header>
      <div className="max-h-[min(28rem,60dvh)] overflow-y-auto">
        {data ? (
          data.items.length > 0 ? (
            <NotificationItems items={data.items} onOpen={close} />
          ) : (
            <NoNotifications />
          )
        ) : isError ? (
          <p role="alert" className="flex flex-wrap items-center gap-3 p-4 text-bad">
            They could not be read.
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          </p>
        ) : (
          <p className="p-4 text-ink-3">Loading …</p>
        )}
      </div>
      <footer className="border-t">
        <NextLink
          href={allHref}
          prefetch={false}
          onClick={close}
          className="block px-4 py-2.5 text-accent-ink"
        >
          See all
        </NextLink>
      </footer>
    </>
  )
}
