import { clsx } from 'clsx'
import CloudOff from 'lucide-react/icons/cloud-off'
import History from 'lucide-react/icons/history'
import Radio from 'lucide-react/icons/radio'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import { clockTime } from '../ui/format-time.ts'
import { type Tone, toneText } from '../ui/status.tsx'

export type ConnectionState = 'live' | 'reconnecting' | 'offline' | 'stale'

export interface ConnectionBadgeProps {
  state: ConnectionState
  /** Epoch ms of the last moment in step: "stale since 12:03". */
  staleSince?: number | null
  timeZone?: string
}

const looks: Record<ConnectionState, { tone: Tone; Icon: typeof Radio; word: string; title: string }> = {
  live: { tone: 'good', Icon: Radio, word: 'Live', title: 'Changes appear here as they are made.' },
  reconnecting: {
    tone: 'watch',
    Icon: RefreshCw,
    word: 'Reconnecting',
    title: 'The connection dropped and is being restored. Your edits are kept.',
  },
  offline: {
    tone: 'neutral',
    Icon: CloudOff,
    word: 'Offline',
    title: 'No network. Your edits are kept here and sent when you are back.',
  },
  stale: {
    tone: 'watch',
    Icon: History,
    word: 'Stale',
    title: 'What you see may be out of date. Your edits are kept.',
  },
}

/** Whether this page is in step with the server. Presentational: the bridge tells it the state. */
export function ConnectionBadge({ state, staleSince, timeZone }: ConnectionBadgeProps) {
  const { tone, Icon, word, title } = looks[state]
  const since = state !== 'live' && staleSince ? clockTime(staleSince, timeZone) : null
  return (
    <span
      role="status"
      title={since ? `${title} In step until ${since}.` : title}
      data-connection={state}
      className={clsx(
        'inline-flex h-7 min-w-0 items-center gap-1.5 rounded-full px-2 font-medium text-sm',
        toneText[tone],
        state !== 'live' && 'bg-hover',
      )}
    >
      <Icon className={clsx('size-3.5 shrink-0', state === 'reconnecting' && 'animate-spin')} />
      <span className={clsx('truncate', state === 'live' && 'max-sm:sr-only')}>
        {word}
        {since ? (
          <span className={clsx(state !== 'stale' && 'max-lg:sr-only')}>
            {' '}
            {state === 'stale' ? 'since' : '· stale since'} {since}
          </span>
        ) : null}
      </span>
    </span>
  )
}
