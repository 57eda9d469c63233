import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export interface CardProps {
  /** One idea a card: its title is an h2 unless `level` says otherwise. */
  title?: ReactNode
  level?: 2 | 3
  description?: ReactNode
  /** Right of the title: a link, a menu, a small status. */
  action?: ReactNode
  footer?: ReactNode
  /** For tables and charts that bring their own padding. */
  flush?: boolean
  id?: string
  className?: string
  children?: ReactNode
}

/** A bordered surface with one idea. It is a section named by its title. */
export function Card({
  title,
  level = 2,
  description,
  action,
  footer,
  flush = false,
  id,
  className,
  children,
}: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const Outer = title ? 'section' : 'div'
  return (
    <Outer id={id} className={clsx('flex min-w-0 flex-col rounded-md border bg-surface', className)}>
      {title || action ? (
        <header className="flex items-start justify-between gap-3 px-4 pt-3.5 pb-1 in-data-[portal=user]:px-5 in-data-[portal=user]:pt-4.5">
          <div className="min-w-0">
            <Heading className="font-semibold text-base">{title}</Heading>
            {description ? <p className="mt-0.5 max-w-[72ch] text-ink-3 text-sm">{description}</p> : null}
          </div>
          {action ? <div className="flex shrink-0 items-center gap-2">{action}</div> : null}
        </header>
      ) : null}
      <div
        className={clsx(
          'min-w-0 grow',
          flush
            ? title
              ? 'pt-2.5'
              : ''
            : 'px-4 pt-2.5 pb-4 in-data-[portal=user]:px-5 in-data-[portal=user]:pb-5',
          !flush && !title && 'pt-4 in-data-[portal=user]:pt-5',
        )}
      >
        {children}
      </div>
      {footer ? (
        <footer className="border-t px-4 py-2.5 text-ink-3 text-sm in-data-[portal=user]:px-5">
          {footer}
        </footer>
      ) : null}
    </Outer>
  )
}
