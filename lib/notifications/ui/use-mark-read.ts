'use client'

import { useQueryClient } from '@tanstack/react-query'
import { showToast } from '#components/ui/toast-store.ts'
import { markAllReadAction, markReadAction } from '../actions.ts'
import { notificationKeys } from '../queries.ts'
import type { Notification, NotificationList } from '../schema.ts'

/** Marks as read at once in every list of the page; what the server does not take is read anew and told. */
export function useMarkRead() {
  const queries = useQueryClient()

  function show(isRead: (item: Notification) => boolean, unread: (before: number) => number) {
    const at = new Date().toISOString()
    queries.setQueryData<number>(notificationKeys.unread, (before) => unread(before ?? 0))
    queries.setQueriesData<NotificationList>({ queryKey: ['notifications', 'list'] }, (list) => {
      if (!list) return list
      const items = list.items.map((item) =>
        item.readAt === null && isRead(item) ? { ...item, readAt: at } : item,
      )
      return { ...list, items, unread: unread(list.unread) }
    })
  }

  async function settle(work: Promise<{ ok: boolean; error?: { message: string } }>) {
    const result = await work.catch(() => null)
    if (result?.ok) return
    showToast({
      title: 'This could not be marked as read',
      body: result?.error?.message ?? 'The server could not be reached. Try again.',
      tone: 'bad',
    })
    void queries.invalidateQueries({ queryKey: notificationKeys.all })
  }

  return {
    markRead(item: Notification): void {
      if (item.readAt !== null) return
      show(
        ({ id }) => id === item.id,
        (before) => Math.max(0, before - 1),
      )
      void settle(markReadAction(item.id))
    },
    markAllRead(): void {
      show(
        () => true,
        () => 0,
      )
      void settle(markAllReadAction())
    },
  }
}
