import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Link } from '../ui/link.tsx'
import { Time } from '../ui/time.tsx'
import { StarterLabel } from './starter-label.tsx'

export interface AsOfProps {
  /** The last day of data that is in the figures. */
  dataAsOf: number | string | Date | null
  /** When the figures were made. */
  madeAt?: number | string | Date | null
  source: { name: string; href?: string }
  /** The engine or provider, for what was computed. */
  by?: string
  kind?: 'simulated' | 'starter'
  /** Past its time: shown with the word and why. */
  stale?: string
  children?: ReactNode
  className?: string
}

/** The line under every figure and chart: data as of, made when and by what, from whom. */
export function AsOf({ dataAsOf, madeAt, source, by, kind, stale, children, className }: AsOfProps) {
  return (
    <p className={clsx('flex flex-wrap items-baseline gap-x-1.5 gap-y-0.5 text-ink-3 text-sm', className)}>
      {kind ? <StarterLabel kind={kind} /> : null}
      <span>Data as of {dataAsOf === null ? 'no data' : <Time at={dataAsOf} look="day" />}</span>
      {stale ? (
        <span className="text-watch" title={stale}>
          (stale)
        </span>
      ) : null}
      {madeAt === undefined || madeAt === null ? null : (
        <span>
          · made <Time at={madeAt} />
          {by ? ` by ${by}` : ''}
        </span>
      )}
      <span>
        · Source:{' '}
        {source.href ? (
          <Link href={source.href} external>
            {source.name}
          </Link>
        ) : (
          source.name
        )}
      </span>
      {children}
    </p>
  )
}
