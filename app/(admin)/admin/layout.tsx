import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AccountMenu, accountActionClass } from '#components/shell/account-menu.tsx'
import { AdminShell } from '#components/shell/admin-shell.tsx'
import { RAIL_COOKIE } from '#components/shell/rail-cookie.ts'
import { searchPeople } from '#lib/accounts/admin-actions.ts'
import { currentSession } from '#lib/accounts/session.ts'
import { SignOutButton } from '#lib/accounts/ui/sign-out-button.tsx'
import { bridgeSummary } from '#lib/bridge/debug.ts'
import { getSnapshot } from '#lib/bridge/service.ts'
import { ConnectionStatus, SessionNotice } from '#lib/bridge/ui/connection-status.tsx'
import { HealthStatus } from '#lib/bridge/ui/debug/health-status.tsx'
import { LockstepProvider } from '#lib/bridge/ui/lockstep-provider.tsx'
import { PageRefresher } from '#lib/bridge/ui/page-refresher.tsx'
import { countUnread } from '#lib/notifications/service.ts'
import { Bell } from '#lib/notifications/ui/bell.tsx'
import { SETTINGS_ID } from '#lib/settings/schema.ts'
import { SystemNotice } from '#lib/settings/ui/system-notice.tsx'
import { openAdminPage } from './_page.ts'
import { orFail } from './_result.ts'

export const metadata: Metadata = { title: { default: 'Admin', template: '%s · IntelliCV admin' } }

export default async function AdminLayout({ children }: { children: ReactNode }) {
  // Each page sends its visitor to sign in and back; only the page knows its own address.
  if (!(await currentSession())) return children
  const { actor, email, place } = await openAdminPage('/admin')
  const [read, unread] = await Promise.all([getSnapshot('settings', SETTINGS_ID, actor), countUnread(actor)])
  const settings = orFail(read)
  const rail = (await cookies()).get(RAIL_COOKIE)?.value
  return (
    <LockstepProvider
      key={actor.id}
      viewer={{ id: actor.id, name: actor.name, role: 'admin' }}
      portal="admin"
      place={place}
    >
      <PageRefresher />
      <AdminShell
        connection={<ConnectionStatus />}
        bell={<Bell unread={unread} allHref="/admin/notifications" />}
        health={<HealthStatus initial={bridgeSummary().health} />}
        account={
          <AccountMenu
            account={{ name: actor.name, email, label: 'admin' }}
            links={[
              { href: `/admin/users/${actor.id}`, label: 'Your account' },
              { href: '/dashboard', label: 'User portal' },
            ]}
          >
            <SignOutButton className={accountActionClass} />
          </AccountMenu>
        }
        railCollapsed={rail === 'collapsed'}
        notice={
          <>
            <SystemNotice initial={settings} />
            <SessionNotice />
          </>
        }
        search={searchPeople}
      >
        {children}
      </AdminShell>
    </LockstepProvider>
  )
}
