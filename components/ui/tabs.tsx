import { clsx } from 'clsx'
import NextLink from 'next/link'
import { formatNumber } from './format-number.ts'

export interface TabLink {
  key: string
  label: string
  href: string
  count?: number
}

/**
 * Tabs that are addresses: each is a link, so the open tab survives a reload, can be shared, and opens in a new window.
 * `current` is the key of the open one.
 */
export function Tabs({
  label,
  tabs,
  current,
  className,
}: {
  label: string
  tabs: readonly TabLink[]
  current: string
  className?: string
}) {
  return (
    <nav aria-label={label} className={clsx('scroll-x border-b', className)}>
      <ul className="flex min-w-max gap-5">
        {tabs.map((tab) => (
          <li key={tab.key}>
            <NextLink
              href={tab.href}
              scroll={false}
              aria-current={tab.key === current ? 'page' : undefined}
              className={clsx(
                'flex h-10 items-center gap-1.5 border-b-2 font-medium focus-visible:-outline-offset-2',
                tab.key === current
                  ? 'border-accent-ink text-ink'
                  : 'border-transparent text-ink-3 hover:border-line-strong hover:text-ink',
              )}
            >
              {tab.label}
              {tab.count === undefined ? null : (
                <span className="rounded-full bg-hover px-1.5 font-normal text-ink-2 text-xs">
                  {formatNumber(tab.count)}
                </span>
              )}
            </NextLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
