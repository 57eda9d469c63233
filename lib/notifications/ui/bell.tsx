'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import BellIcon from 'lucide-react/icons/bell'
import { type ComponentType, useEffect, useId, useState } from 'react'
import { iconButtonClass } from '#components/ui/icon-button.tsx'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { fetchNotifications, notificationKeys } from '../queries.ts'

/** Events that come close together are one reason to look … */
const SETTLE_MS = 60
/** … and however many there are, looking is done no more often than this. */
const LOOK_EVERY_MS = 1_000

/** How many notifications are unread, live, and the newest of them on a click. The list is loaded when it is opened. */
export function Bell({ unread: initial, allHref }: { unread: number; allHref: string }) {
  const unread = useUnread(initial)
  const id = useId()
  const [Panel, setPanel] = useState<ComponentType<{ allHref: string; id: string }> | null>(null)
  const [isOpen, setOpen] = useState(false)
  const label = unread === 0 ? 'Notifications' : `Notifications, ${unread} unread`

  function load() {
    if (!Panel) void import('./panel.tsx').then((module) => setPanel(() => module.Panel))
  }

  return (
    <span className="anchor-scope inline-flex">
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
        data-unread={unread}
        onPointerEnter={load}
        onFocus={load}
        className={`anchor relative ${iconButtonClass()}`}
      >
        <BellIcon />
        {unread > 0 ? (
          <span
            aria-hidden="true"
            className="absolute top-0.5 right-0 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-[0.625rem] text-on-accent leading-none"
          >
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </button>
      <span role="status" className="sr-only">
        {unread > initial ? label : ''}
      </span>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Notifications"
        onToggle={(event) => {
          setOpen(event.newState === 'open')
          load()
        }}
        className="floating anchored anchored-end w-[min(26rem,calc(100vw-2.5rem))] open:animate-appear"
      >
        {isOpen ? (
          Panel ? (
            <Panel allHref={allHref} id={id} />
          ) : (
            <p className="p-4 text-ink-3">Loading …</p>
          )
        ) : null}
      </div>
    </span>
  )
}

/** Asks again whenever an event tells of a notification: counting along would go wrong with what a page knew already. */
function useUnread(initial: number): number {
  const { client } = useLockstep()
  const queries = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let lookedAt = 0
    const stop = client.onEvent(({ entity }) => {
      if (entity !== 'notification') return
      timer ??= setTimeout(
        () => {
          timer = undefined
          lookedAt = Date.now()
          void queries.invalidateQueries({ queryKey: notificationKeys.all })
        },
        Math.max(SETTLE_MS, lookedAt + LOOK_EVERY_MS - Date.now()),
      )
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [client, queries])
  const { data } = useQuery({
    queryKey: notificationKeys.unread,
    queryFn: async ({ signal }) =>
      (await fetchNotifications({ show: 'unread', before: null, limit: 1 }, signal)).unread,
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data
}
