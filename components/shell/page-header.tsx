import { clsx } from 'clsx'
import NextLink from 'next/link'
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  /** Where am I: the h1. */
  title: ReactNode
  /** The way back up, when the shell's breadcrumb does not say it. */
  up?: { href: string; label: string }
  /** What is the state: a Status, a count, "changed by …". One line. */
  state?: ReactNode
  /** One sentence when the title does not explain itself. */
  description?: ReactNode
  /** What should I do: the one primary action, with secondary ones before it. */
  actions?: ReactNode
  /** Tabs of the page. */
  tabs?: ReactNode
  className?: string
}

/** The head of every page: where am I, what is the state, what should I do. */
export function PageHeader({ title, up, state, description, actions, tabs, className }: PageHeaderProps) {
  return (
    <header className={clsx('mb-5 in-data-[portal=user]:mb-7', className)}>
      {up ? (
        <p className="mb-1 text-sm">
          <NextLink href={up.href} className="rounded-sm text-ink-3 hover:text-ink">
            ← {up.label}
          </NextLink>
        </p>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          {state ? (
            <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">{state}</div>
          ) : null}
          {description ? <p className="mt-1.5 max-w-[72ch] text-ink-2">{description}</p> : null}
        </div>
        {actions ? (
          <div data-chrome className="flex flex-wrap items-center gap-2">
            {actions}
          </div>
        ) : null}
      </div>
      {tabs ? <div className="mt-3">{tabs}</div> : null}
    </header>
  )
}
