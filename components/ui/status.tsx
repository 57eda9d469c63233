import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import Info from 'lucide-react/icons/info'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'watch' | 'bad' | 'info' | 'neutral'

const icons = {
  good: CircleCheck,
  watch: TriangleAlert,
  bad: CircleAlert,
  info: Info,
  neutral: CircleDashed,
}

export const toneText: Record<Tone, string> = {
  good: 'text-good',
  watch: 'text-watch',
  bad: 'text-bad',
  info: 'text-info',
  neutral: 'text-ink-2',
}

export const toneSoft: Record<Tone, string> = {
  good: 'bg-good-soft',
  watch: 'bg-watch-soft',
  bad: 'bg-bad-soft',
  info: 'bg-info-soft',
  neutral: 'bg-hover',
}

/** The icon of a tone; each tone has its own shape, so that colour is never the only sign. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Icon = icons[tone]
  return <Icon className={clsx('size-[1.1em] shrink-0', className)} />
}

export interface StatusProps {
  tone: Tone
  /** The state in words: "Healthy", "Degraded". Required: colour alone says nothing. */
  children: ReactNode
  /** `pill` has a soft background; `plain` sits in running text and tables. */
  look?: 'pill' | 'plain'
  title?: string
  className?: string
}

/** A state: icon + word + colour. */
export function Status({ tone, children, look = 'pill', title, className }: StatusProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium',
        toneText[tone],
        look === 'pill' ? clsx('rounded-full px-2 py-0.5 text-sm', toneSoft[tone]) : '',
        className,
      )}
    >
      <ToneIcon tone={tone} />
      {children}
    </span>
  )
}
