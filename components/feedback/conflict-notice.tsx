import { clsx } from 'clsx'
import GitMerge from 'lucide-react/icons/git-merge'
import type { ReactNode } from 'react'
import { Time } from '../ui/time.tsx'

export interface ConflictSide {
  /** Who wrote it: "You", "Ana (admin)". */
  by: string
  at: number | string | Date
  /** The value as it would be shown; null for empty. */
  value: ReactNode
}

export interface ConflictNoticeProps {
  /** The field in the reader's words: "Headline". */
  field: string
  /** What happened to it. */
  happened?: string
  kept: ConflictSide
  notKept: ConflictSide
  /** Why: "Staff set this field after you opened the page." */
  rule: ReactNode
  /** "Use mine" and "dismiss", when they are allowed. */
  actions?: ReactNode
  className?: string
}

/** Two people changed one field: both values, which one stands, why, and what the reader can do about it. */
export function ConflictNotice({
  field,
  happened = 'was changed on both sides',
  kept,
  notKept,
  rule,
  actions,
  className,
}: ConflictNoticeProps) {
  return (
    <section
      aria-label={`Conflict: ${field}`}
      className={clsx('rounded-md border border-watch/45 bg-watch-soft/50 p-4', className)}
    >
      <p className="flex items-center gap-2 font-medium">
        <GitMerge className="size-4 shrink-0 text-watch" />
        {field} {happened}
      </p>
      <dl className="mt-3 grid gap-2 sm:grid-cols-2">
        <Side title="Stands" side={kept} strong />
        <Side title="Was not kept" side={notKept} />
      </dl>
      <p className="mt-3 max-w-[72ch] text-ink-2 text-sm">{rule}</p>
      {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
    </section>
  )
}

function Side({ title, side, strong = false }: { title: string; side: ConflictSide; strong?: boolean }) {
  return (
    <div
      className={clsx(
        'min-w-0 rounded-sm border px-3 py-2',
        strong ? 'bg-surface' : 'border-dashed bg-transparent',
      )}
    >
      <dt className="text-ink-3 text-sm">{title}</dt>
      <dd className={clsx('[overflow-wrap:anywhere]', strong ? 'font-medium' : 'text-ink-2')}>
        {side.value ?? <span className="text-ink-3">empty</span>}
      </dd>
      <dd className="mt-0.5 text-ink-3 text-sm">
        {side.by} · <Time at={side.at} />
      </dd>
    </div>
  )
}
