import type { ReactNode } from 'react'
import { AccountMenu, accountActionClass } from '#components/shell/account-menu.tsx'
import { UserShell } from '#components/shell/user-shell.tsx'
import { currentSession } from '#lib/accounts/session.ts'
import { PreferencesEffect } from '#lib/accounts/ui/preferences-effect.tsx'
import { SignOutButton } from '#lib/accounts/ui/sign-out-button.tsx'
import { getSnapshot } from '#lib/bridge/service.ts'
import { ConnectionStatus, SessionNotice } from '#lib/bridge/ui/connection-status.tsx'
import { LockstepProvider } from '#lib/bridge/ui/lockstep-provider.tsx'
import { PageRefresher } from '#lib/bridge/ui/page-refresher.tsx'
import { countUnread } from '#lib/notifications/service.ts'
import { Bell } from '#lib/notifications/ui/bell.tsx'
import { BuiltinBanner } from '#lib/providers/ui/builtin-banner.tsx'
import { SystemNotice } from '#lib/settings/ui/system-notice.tsx'
import { searchRegions } from './search-action.ts'
import { ownSnapshot, requestPlace, systemSettings } from './user-page.tsx'

export default async function UserLayout({ children }: { children: ReactNode }) {
  const place = await requestPlace()
  const session = await currentSession()
  // Each page sends its visitor to sign in and back; only the page knows its own address.
  if (!session) return children
  const { actor, email } = session
  const viewer = { id: actor.id, name: actor.name, role: actor.role === 'admin' ? 'admin' : 'user' } as const
  const [preferences, settings, unread, provider] = await Promise.all([
    ownSnapshot('preferences', session),
    systemSettings(session),
    countUnread(actor),
    getSnapshot('provider', 'ai', actor),
  ])
  const links = [
    { href: '/profile', label: 'Profile' },
    { href: '/settings', label: 'Settings' },
    ...(viewer.role === 'admin' ? [{ href: '/admin', label: 'Admin portal' }] : []),
  ]
  return (
    <LockstepProvider key={viewer.id} viewer={viewer} portal="user" place={place}>
      <PreferencesEffect initial={preferences} />
      <PageRefresher />
      <UserShell
        connection={<ConnectionStatus />}
        bell={<Bell unread={unread} allHref="/notifications" />}
        account={
          <AccountMenu
            account={{ name: actor.name, email, ...(viewer.role === 'admin' ? { label: 'admin' } : {}) }}
            links={links}
          >
            <SignOutButton className={accountActionClass} />
          </AccountMenu>
        }
        notice={
          <>
            <SystemNotice initial={settings} />
            {provider.ok ? <BuiltinBanner initial={provider.value} /> : null}
            <SessionNotice />
          </>
        }
        search={searchRegions}
      >
        {children}
      </UserShell>
    </LockstepProvider>
  )
}
