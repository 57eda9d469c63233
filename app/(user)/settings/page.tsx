import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { ChangePassword } from '#lib/accounts/ui/change-password.tsx'
import { SettingsForm } from '#lib/accounts/ui/settings-form.tsx'
import { SignOutButton } from '#lib/accounts/ui/sign-out-button.tsx'
import { env } from '#lib/platform/config/env.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { listRegions } from '#lib/series/service.ts'
import { openUserPage, ownSnapshot } from '../user-page.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const session = await openUserPage('/settings')
  const [preferences, regions] = await Promise.all([ownSnapshot('preferences', session), listRegions()])
  const options = regions
    .map(({ code, name, kind }) => ({
      value: code,
      label: kind === 'simulated' ? `${name} (simulated)` : name,
    }))
    .sort((left, right) => left.label.localeCompare(right.label))
  const timeZones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
  const example = `curl -X POST ${publicUrl()}/api/v1/auth/token \\
  -H 'content-type: application/json' \\
  -d '{"email": "${session.email.replaceAll("'", "'\\''")}", "password": "…"}'`
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Settings"
        description="Each choice is in force at once, on every device you sign in with."
      />
      <div className="grid gap-6">
        <SettingsForm preferences={preferences} timeZones={timeZones} regions={options} />
        <Card title="Password and session">
          <p className="mb-3 max-w-[72ch] text-ink-2">
            A new password is chosen by a link that goes to {session.email}. Setting it ends every sign-in of
            yours, this one too.
          </p>
          <ChangePassword mailGoesOut={env().SMTP_URL !== undefined} />
          <div className="mt-5 border-t pt-5">
            <SignOutButton className={buttonClass()} />
          </div>
        </Card>
        <Card title="API access">
          <p className="max-w-[72ch] text-ink-2">
            Your account, your profile and the forecasts are open to programs of your own. Exchange your
            e-mail and password for an access token and send it along as{' '}
            <code className="font-mono text-sm">Authorization: Bearer …</code>. It ends after a short while;
            the refresh token that comes with it gets you the next one.
          </p>
          <pre className="scroll-x mt-3 rounded-md bg-sunken p-3 font-mono text-sm">{example}</pre>
          <p className="mt-3 text-ink-2">
            All routes are in{' '}
            <Link href="/api/docs" prefetch={false}>
              the API’s documentation
            </Link>
            .
          </p>
        </Card>
      </div>
    </div>
  )
}
