'use client'

import ChevronRight from 'lucide-react/icons/chevron-right'
import NextLink from 'next/link'
import { usePathname } from 'next/navigation'
import { isCurrent, type NavEntry } from './navigation.ts'

/** Where the page stands: the portal, the group's page, and nothing that the heading below says already. */
export function Breadcrumb({
  root,
  navigation,
}: {
  root: { href: string; label: string }
  navigation: readonly NavEntry[]
}) {
  const pathname = usePathname() ?? ''
  const place = navigation.find((entry) => isCurrent(entry, pathname))
  const deeper = place !== undefined && place.href !== pathname
  const crumb = 'truncate rounded-sm text-ink-3 hover:text-ink'
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5">
        <li className="flex shrink-0 items-center gap-1.5 max-sm:hidden">
          <NextLink href={root.href} className={crumb}>
            {root.label}
          </NextLink>
          {place ? <ChevronRight className="size-3.5 text-ink-3" /> : null}
        </li>
        {place ? (
          <li className="min-w-0">
            {deeper ? (
              <NextLink href={place.href} className={crumb}>
                {place.label}
              </NextLink>
            ) : (
              <span aria-current="page" className="block truncate font-medium text-ink-2">
                {place.label}
              </span>
            )}
          </li>
        ) : null}
      </ol>
    </nav>
  )
}
