import MenuIcon from 'lucide-react/icons/menu'
import type { ReactNode } from 'react'
import { CommandButton } from '../command/command-button.tsx'
import type { CommandItem } from '../command/command-item.ts'
import { CommandRoot } from '../command/command-root.tsx'
import { iconButtonClass } from '../ui/icon-button.tsx'
import { ToastHost } from '../ui/toast.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { NavSheet } from './nav-sheet.tsx'
import { adminCommands, adminNavigation } from './navigation.ts'
import { Rail, RailList } from './rail.tsx'
import { SkipLink } from './skip-link.tsx'

export interface AdminShellProps {
  /** The ConnectionBadge, wired to the bridge. */
  connection: ReactNode
  /** The bell: what this person should know. */
  bell?: ReactNode
  /** The HealthDot. */
  health: ReactNode
  /** The AccountMenu. */
  account: ReactNode
  /** The value of the `rail` cookie is "collapsed". */
  railCollapsed?: boolean
  /** Above everything, e.g. "you are acting as Ana". */
  notice?: ReactNode
  /** Finds records for ⌘K: a server action. */
  search?: (query: string) => Promise<CommandItem[]>
  children: ReactNode
}

/** The frame of the admin portal: rail, breadcrumb, ⌘K, connection and health always in sight. */
export function AdminShell({
  connection,
  bell,
  health,
  account,
  railCollapsed = false,
  notice,
  search,
  children,
}: AdminShellProps) {
  return (
    <div data-portal="admin" className="flex min-h-dvh">
      <SkipLink />
      <Rail navigation={adminNavigation} collapsed={railCollapsed} />
      <div className="flex min-w-0 grow flex-col">
        {notice}
        <header
          data-chrome
          className="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-2 border-b bg-canvas/92 px-3 backdrop-blur-sm sm:px-5"
        >
          <NavSheet
            trigger={<MenuIcon />}
            triggerLabel="Menu"
            triggerClass={`${iconButtonClass()} md:!hidden`}
            title="IntelliCV admin"
            side="left"
          >
            <RailList navigation={adminNavigation} roomy className="-mx-2.5" />
          </NavSheet>
          <Breadcrumb root={{ href: '/admin', label: 'Admin' }} navigation={adminNavigation} />
          <div className="ml-auto flex min-w-0 items-center gap-1 sm:gap-2">
            <CommandButton />
            {connection}
            {health}
            {bell}
            <span className="ml-1 flex">{account}</span>
          </div>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full min-w-0 max-w-[100rem] grow px-4 pt-5 pb-16 sm:px-6"
        >
          {children}
        </main>
      </div>
      <ToastHost />
      <CommandRoot items={adminCommands} search={search} />
    </div>
  )
}
