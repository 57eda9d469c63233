'use client'

import { clsx } from 'clsx'
import BellOff from 'lucide-react/icons/bell-off'
import Check from 'lucide-react/icons/check'
import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import Cpu from 'lucide-react/icons/cpu'
import GitMerge from 'lucide-react/icons/git-merge'
import MessageSquare from 'lucide-react/icons/message-square'
import PenLine from 'lucide-react/icons/pen-line'
import TrendingUp from 'lucide-react/icons/trending-up'
import NextLink from 'next/link'
import type { KeyboardEvent } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Time } from '#components/ui/time.tsx'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { usePainted } from '#lib/bridge/ui/use-painted.ts'
import type { Notification } from '../schema.ts'
import { useMarkRead } from './use-mark-read.ts'

const ICONS = {
  'staff-change': PenLine,
  'conflict-lost': GitMerge,
  'job-ended': CircleCheckBig,
  forecast: TrendingUp,
  provider: Cpu,
  message: MessageSquare,
} satisfies Record<Notification['kind'], unknown>

/**
 * Notifications, newest first. The arrow keys, Home and End move between them, Enter opens one and marks it as read,
 * R marks it without opening.
 */
export function NotificationItems({
  items,
  onOpen,
}: {
  items: readonly Notification[]
  onOpen?: (() => void) | undefined
}) {
  const { markRead } = useMarkRead()

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-notification-link]')]
    const here = links.findIndex((link) => link.closest('li')?.contains(document.activeElement))
    const go = (index: number) => {
      event.preventDefault()
      links.at(index % links.length)?.focus()
    }
    if (event.key === 'ArrowDown') go(here + 1)
    else if (event.key === 'ArrowUp') go(here - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'r' && !event.metaKey && !event.ctrlKey && !event.altKey) {
      const item = items[here]
      if (item) markRead(item)
    }
  }

  return (
    <ul className="grid divide-y" onKeyDown={onKeyDown}>
      {items.map((item) => (
        <NotificationItem
          key={item.id}
          item={item}
          onRead={() => markRead(item)}
          onOpen={() => {
            markRead(item)
            onOpen?.()
          }}
        />
      ))}
    </ul>
  )
}

function NotificationItem({
  item,
  onRead,
  onOpen,
}: {
  item: Notification
  onRead: () => void
  onOpen: () => void
}) {
  usePainted('notification', item.id, item.version)
  const Icon = ICONS[item.kind]
  const isUnread = item.readAt === null
  return (
    <li
      data-notification={item.kind}
      data-read={!isUnread}
      className="flex items-start gap-1 pr-1.5 hover:bg-hover"
    >
      <NextLink
        href={item.link}
        prefetch={false}
        data-notification-link
        onClick={onOpen}
        className="flex min-w-0 grow items-start gap-3 px-4 py-3 focus-visible:-outline-offset-2"
      >
        <Icon className={clsx('mt-0.5 size-4.5 shrink-0', isUnread ? 'text-accent-ink' : 'text-ink-3')} />
        <span className="grid min-w-0 gap-0.5">
          <span className={clsx('[overflow-wrap:anywhere]', isUnread ? 'font-medium' : 'text-ink-2')}>
            {item.title}
            {isUnread ? <span className="sr-only"> (unread)</span> : null}
          </span>
          <span className="line-clamp-3 text-ink-2 text-sm [overflow-wrap:anywhere]">{item.body}</span>
          <span className="text-ink-3 text-sm">
            <Time at={item.at} />
          </span>
        </span>
      </NextLink>
      {isUnread ? (
        <IconButton
          size="sm"
          label={`Mark “${item.title}” as read`}
          icon={<Check />}
          onClick={onRead}
          className="mt-2.5 shrink-0"
        />
      ) : null}
    </li>
  )
}

/** Nothing there, and what would be. */
export function NoNotifications({ unreadOnly = false }: { unreadOnly?: boolean }) {
  const { portal } = useLockstep()
  return (
    <div className="px-4 py-6">
      <EmptyState icon={<BellOff />} title={unreadOnly ? 'Nothing is unread' : 'Nothing to tell you yet'}>
        {portal === 'admin'
          ? 'You hear here when a job that you started has ended, and when a value of yours was not kept.'
          : 'You hear here when staff change your record, when a value of yours was not kept, and of new forecasts of your home region.'}
      </EmptyState>
    </div>
  )
}
