import Ellipsis from 'lucide-react/icons/ellipsis'
import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { CommandButton } from '../command/command-button.tsx'
import type { CommandItem } from '../command/command-item.ts'
import { CommandRoot } from '../command/command-root.tsx'
import { ToastHost } from '../ui/toast.tsx'
import { Wordmark } from './mark.tsx'
import { NavIcon } from './nav-icon.tsx'
import { NavSheet } from './nav-sheet.tsx'
import { userCommands, userMoreNavigation, userNavigation } from './navigation.ts'
import { PlaceLink } from './place-link.tsx'
import { SkipLink } from './skip-link.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export interface UserShellProps {
  /** The ConnectionBadge, wired to the bridge. */
  connection: ReactNode
  /** The bell: what this person should know. */
  bell?: ReactNode
  /** The AccountMenu. */
  account: ReactNode
  /** Above everything, e.g. "confirm your e-mail" or "staff are acting as you". */
  notice?: ReactNode
  /** Finds records for ⌘K: a server action. */
  search?: (query: string) => Promise<CommandItem[]>
  children: ReactNode
}

const bottomItem =
  'flex h-14 w-full flex-col items-center justify-center gap-0.5 text-[0.75rem] text-ink-3 aria-[current=page]:font-medium aria-[current=page]:text-accent-ink focus-visible:-outline-offset-4 [&_svg]:size-5'
const topItem =
  'flex h-9 items-center gap-2 rounded-md px-2 text-base lg:px-3 text-ink-2 hover:bg-hover hover:text-ink focus-visible:rounded-md aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent-ink'

/** The frame of the user portal: five places on top, or at the thumb under 640 px; the rest behind "more". */
export function UserShell({ connection, bell, account, notice, search, children }: UserShellProps) {
  const more = (
    <div className="grid gap-5">
      <ul className="-mx-2 grid">
        {userMoreNavigation.map((entry) => (
          <li key={entry.href}>
            <NextLink
              href={entry.href}
              className="flex h-12 items-center gap-3 rounded-md px-2 hover:bg-hover"
            >
              <NavIcon name={entry.icon} className="size-5 text-ink-3" />
              {entry.label}
            </NextLink>
          </li>
        ))}
      </ul>
      <div className="grid gap-2">
        <p className="font-medium text-sm">Theme</p>
        <ThemeSwitch />
      </div>
    </div>
  )
  return (
    <div data-portal="user" className="flex min-h-dvh flex-col">
      <SkipLink />
      {notice}
      <header data-chrome className="sticky top-0 z-30 border-b bg-surface/94 backdrop-blur-sm">
        <div className="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4 sm:px-6">
          <NextLink href="/dashboard" aria-label="IntelliCV, dashboard" className="mr-1 rounded-md lg:mr-5">
            <Wordmark className="max-lg:[font-size:0]" />
          </NextLink>
          <nav aria-label="Main" className="max-sm:hidden">
            <ul className="flex items-center gap-0.5">
              {userNavigation.map((entry) => (
                <li key={entry.href}>
                  <PlaceLink entry={entry} className={topItem}>
                    {entry.label}
                  </PlaceLink>
                </li>
              ))}
              <li>
                <NavSheet trigger="More" triggerClass={topItem} title="More" side="right">
                  {more}
                </NavSheet>
              </li>
            </ul>
          </nav>
          <div className="ml-auto flex min-w-0 items-center gap-1.5 lg:gap-2.5">
            <CommandButton compact />
            {connection}
            {bell}
            {account}
          </div>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full min-w-0 max-w-6xl grow px-4 pt-6 pb-28 sm:px-6 sm:pt-8 sm:pb-20"
      >
        {children}
      </main>
      <nav
        aria-label="Main"
        data-chrome
        className="fixed inset-x-0 bottom-0 z-30 border-t bg-surface/96 pb-[env(safe-area-inset-bottom)] backdrop-blur-sm sm:hidden"
      >
        <ul className="grid grid-cols-5">
          {userNavigation.map((entry) => (
            <li key={entry.href}>
              <PlaceLink entry={entry} className={bottomItem}>
                <NavIcon name={entry.icon} />
                {entry.label}
              </PlaceLink>
            </li>
          ))}
          <li>
            <NavSheet
              trigger={
                <>
                  <Ellipsis />
                  More
                </>
              }
              triggerClass={bottomItem}
              title="More"
              side="bottom"
            >
              {more}
            </NavSheet>
          </li>
        </ul>
      </nav>
      <ToastHost />
      <CommandRoot items={userCommands} search={search} />
    </div>
  )
}
