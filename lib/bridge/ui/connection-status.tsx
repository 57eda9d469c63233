'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { ConnectionBadge, type ConnectionState } from '#components/shell/connection-badge.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { HEARTBEAT_MS } from '../wire.ts'
import { WaitingEdits } from './edits/waiting-edits.tsx'
import type { Connection } from './lockstep-client.ts'
import { useConnection, useEdits, useLockstep } from './lockstep-provider.tsx'

/** A first connection normally takes a moment; only one that takes longer is worth a word. */
const CONNECTING_QUIET_MS = 1_500
/** Not in step for this long is no hiccup any more. Also the age at which a silent "live" stops being believed. */
const STALE_AFTER_MS = 3 * HEARTBEAT_MS
const CHECK_EVERY_MS = 1_000

/** The connection as the badge says it; null while a first connection is still being made. */
export function badgeState(connection: Connection, ageMs: number, connectingMs: number) {
  const isOld = ageMs > STALE_AFTER_MS
  const states: Record<Connection['status'], ConnectionState | null> = {
    connecting: connectingMs < CONNECTING_QUIET_MS ? null : 'reconnecting',
    live: isOld ? 'stale' : 'live',
    reconnecting: isOld ? 'stale' : 'reconnecting',
    offline: 'offline',
    'signed-out': 'stale',
  }
  return states[connection.status]
}

/** Whether this page is in step, and which edits wait: the shell's badge, wired to the bridge. */
export function ConnectionStatus() {
  const connection = useConnection()
  const { client } = useLockstep()
  const [startedAt] = useState(() => Date.now())
  const [now, setNow] = useState(startedAt)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CHECK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])

  // The moment of being in step moves without notice, so it is read afresh.
  const { inStepAt } = client.connection
  const state = badgeState(connection, inStepAt === null ? 0 : now - inStepAt, now - startedAt)
  return (
    <>
      <WaitingEdits now={now} />
      <span className={state === null ? 'invisible' : 'contents'}>
        <ConnectionBadge state={state ?? 'live'} staleSince={state === 'live' ? null : inStepAt} />
      </span>
    </>
  )
}

/** Says calmly what the person has to do before this page works again: sign in, or reload. Nothing while it works. */
export function SessionNotice() {
  const { status } = useConnection()
  const { waiting, waitsFor } = useEdits()
  const path = usePathname()
  const kept =
    waiting.length > 0 ? ' The edits that wait here are kept and go out once you are signed in again.' : ''
  if (status !== 'signed-out' && waitsFor === 'reload') {
    return (
      <Banner
        tone="watch"
        live="polite"
        title="A newer version is here"
        className="mx-auto my-3 w-[min(72rem,100%-2rem)]"
        action={
          <Button size="sm" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        This page is older than the server and cannot send your edits. They are kept, and go out once the page
        is loaded anew.
      </Banner>
    )
  }
  if (status !== 'signed-out' && waitsFor !== 'sign-in') return null
  return (
    <Banner
      tone="watch"
      live="polite"
      title="You are signed out"
      className="mx-auto my-3 w-[min(72rem,100%-2rem)]"
      action={
        <ButtonLink href={`/sign-in?next=${encodeURIComponent(path)}`} size="sm" prefetch={false}>
          Sign in again
        </ButtonLink>
      }
    >
      Your session ended here: it was closed elsewhere, your access changed, or it grew too old. What you see
      is as it was then and may no longer update.{kept}
    </Banner>
  )
}
