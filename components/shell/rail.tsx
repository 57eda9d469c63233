'use client'

import { clsx } from 'clsx'
import PanelLeft from 'lucide-react/icons/panel-left'
import NextLink from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { Mark } from './mark.tsx'
import { NavIcon } from './nav-icon.tsx'
import { inGroups, isCurrent, type NavEntry } from './navigation.ts'
import { RAIL_COOKIE } from './rail-cookie.ts'

/** The left rail of the admin portal: groups, collapsible from 1024 px, icons only from 768 px, a sheet below. */
export function Rail({
  navigation,
  collapsed: initially,
}: {
  navigation: readonly NavEntry[]
  collapsed: boolean
}) {
  const [collapsed, setCollapsed] = useState(initially)

  function toggle() {
    const next = !collapsed
    setCollapsed(next)
    // biome-ignore lint/suspicious/noDocumentCookie: a preference that the server must see; the Cookie Store API is not everywhere
    document.cookie = `${RAIL_COOKIE}=${next ? 'collapsed' : 'open'}; path=/admin; max-age=31536000; samesite=lax`
  }

  return (
    <aside
      data-chrome
      data-collapsed={collapsed || undefined}
      className="group/rail sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r bg-sunken data-collapsed:w-14 max-lg:w-14 md:flex"
    >
      <NextLink
        href="/admin"
        aria-label="IntelliCV admin, overview"
        className="flex h-12 shrink-0 items-center gap-2.5 px-3.5 font-semibold text-lg tracking-tight"
      >
        <Mark className="size-7" />
        <span className="group-data-collapsed/rail:hidden max-lg:hidden">
          IntelliCV <span className="font-normal text-ink-3">admin</span>
        </span>
      </NextLink>
      <RailList navigation={navigation} className="grow overflow-y-auto px-2 py-2" />
      <button
        type="button"
        onClick={toggle}
        aria-expanded={!collapsed}
        title={collapsed ? 'Open the rail' : 'Fold the rail'}
        className="m-2 hidden h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-3 text-sm hover:bg-hover hover:text-ink lg:flex"
      >
        <PanelLeft className="size-4 shrink-0" />
        <span className="group-data-collapsed/rail:sr-only">Fold the rail</span>
      </button>
    </aside>
  )
}

/** The entries in their groups, for the rail and for the sheet on a phone. */
export function RailList({
  navigation,
  roomy = false,
  className,
}: {
  navigation: readonly NavEntry[]
  roomy?: boolean
  className?: string
}) {
  const pathname = usePathname() ?? ''
  const folded = roomy ? '' : 'group-data-collapsed/rail:sr-only max-lg:sr-only'
  return (
    <nav aria-label="Main" className={className}>
      {inGroups(navigation).map(({ group, entries }) => (
        <div key={group} className="mb-3 group-data-collapsed/rail:mb-1">
          <p className={clsx('px-2.5 pt-1 pb-1 font-medium text-ink-3 text-xs', folded)}>{group}</p>
          <ul className="grid gap-px">
            {entries.map((entry) => {
              const current = isCurrent(entry, pathname)
              return (
                <li key={entry.href}>
                  <NextLink
                    href={entry.href}
                    title={entry.label}
                    aria-current={current ? 'page' : undefined}
                    className={clsx(
                      'flex items-center gap-2.5 rounded-md px-2.5 focus-visible:rounded-md focus-visible:-outline-offset-2',
                      roomy ? 'h-11 text-[1rem]' : 'h-8',
                      current
                        ? 'bg-accent-soft font-medium text-accent-ink'
                        : 'text-ink-2 hover:bg-hover hover:text-ink',
                    )}
                  >
                    <NavIcon name={entry.icon} />
                    <span className={clsx('truncate', folded)}>{entry.label}</span>
                  </NextLink>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
