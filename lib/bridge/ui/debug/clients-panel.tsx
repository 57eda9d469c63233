'use client'

import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { DebugReport } from '../../debug-contract.ts'
import { dropClient } from '../../fault-actions.ts'

type Client = DebugReport['clients'][number]

function standing(client: Client): { tone: 'good' | 'watch' | 'info'; word: string } {
  if (client.waiting > 0 && (client.oldestWaitingMs ?? 0) > 2_000) {
    return {
      tone: 'watch',
      word: `${client.waiting} not confirmed for ${formatDuration(client.oldestWaitingMs ?? 0)}`,
    }
  }
  if (client.state === 'replaying') return { tone: 'info', word: 'catching up' }
  if (client.state === 'greeted') return { tone: 'info', word: 'just connected' }
  return client.upToDate ? { tone: 'good', word: 'in step' } : { tone: 'info', word: 'receiving' }
}

async function drop(client: Client): Promise<void> {
  const answer = await dropClient(client.clientId).catch(() => null)
  if (answer?.ok)
    showToast({ tone: 'info', title: `${client.name} was cut off`, body: 'The page comes back by itself.' })
  else
    showToast({
      tone: 'bad',
      title: 'Nothing was cut off',
      body: answer?.error.message ?? 'The server could not be reached.',
    })
}

/** Every open page, the furthest behind first: who, where in the log, how, since when. */
export function ClientsPanel({
  clients,
  pages,
  relayCursor,
  mayDrop,
}: {
  clients: readonly Client[]
  pages: DebugReport['pages']
  relayCursor: string | null
  /** The process whose clients may be cut off here, where faults are made at all. */
  mayDrop: number | null
}) {
  const total = pages.admin + pages.user
  return (
    <Card
      title="Open pages"
      description={
        relayCursor ? (
          <>
            The log stands at <code className="font-mono">{relayCursor}</code>
          </>
        ) : (
          'No relay runs in this process'
        )
      }
      flush
    >
      {clients.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          Nobody is connected, not even this page: its own connection is being made.
        </p>
      ) : (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Open pages"
          className="max-h-96 divide-y overflow-y-auto border-t focus-visible:-outline-offset-2"
        >
          {clients.map((client) => {
            const { tone, word } = standing(client)
            return (
              <li key={client.clientId} data-client={client.portal} className="grid gap-0.5 px-4 py-2">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="min-w-0 font-medium">
                    <Link tone="quiet" href={`/admin/users/${client.userId}`}>
                      {client.name}
                    </Link>{' '}
                    <span className="font-normal text-ink-3 text-sm">{client.portal} portal</span>
                  </span>
                  <Status tone={tone} look="plain" className="text-sm">
                    {word}
                  </Status>
                </p>
                <p className="text-ink-3 text-sm tabular-nums">
                  has all up to <code className="font-mono">{client.cursor}</code>
                  {client.oldestWaitingMs === null
                    ? ''
                    : `, ${formatDuration(client.oldestWaitingMs)} and ${formatNumber(client.waiting)} behind`}
                </p>
                <p className="text-ink-3 text-sm tabular-nums">
                  {client.transport}, process {client.pid}, since <Time at={client.connectedAt} />
                </p>
                {mayDrop === client.pid ? (
                  <Button size="sm" className="justify-self-start" onClick={() => void drop(client)}>
                    Cut off
                  </Button>
                ) : null}
              </li>
            )
          })}
        </ul>
      )}
      {total > clients.length ? (
        <p className="border-t px-4 py-2 text-ink-3 text-sm">
          {formatNumber(clients.length)} of {formatNumber(total)}, the furthest behind first.
        </p>
      ) : null}
    </Card>
  )
}
