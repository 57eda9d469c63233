'use client'

import NextLink from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { isCurrent, type NavEntry } from './navigation.ts'

/** A link of the navigation that knows whether it is where we are. */
export function PlaceLink({
  entry,
  className,
  children,
}: {
  entry: Pick<NavEntry, 'href' | 'exact'>
  className: string
  children: ReactNode
}) {
  const pathname = usePathname() ?? ''
  return (
    <NextLink
      href={entry.href}
      aria-current={isCurrent(entry, pathname) ? 'page' : undefined}
      className={className}
    >
      {children}
    </NextLink>
  )
}
