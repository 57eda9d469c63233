import type { Metadata } from 'next'
import { WidgetBoundary } from '#components/feedback/widget-boundary.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Card } from '#components/ui/card.tsx'
import { AllConflicts } from '#lib/accounts/ui/conflict-panel.tsx'
import { ProfileForm } from '#lib/accounts/ui/profile-form.tsx'
import { PresenceLine } from '#lib/bridge/ui/presence.tsx'
import { ownConflicts } from '../own-conflicts.ts'
import { openUserPage, ownSnapshot } from '../user-page.tsx'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const session = await openUserPage('/profile')
  const [account, profile, conflicts] = await Promise.all([
    ownSnapshot('user', session),
    ownSnapshot('profile', session),
    ownConflicts(session),
  ])
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Profile"
        description="Every field saves itself. Staff see what you change at once, and you see what they change."
      />
      <PresenceLine
        records={[
          ['profile', profile.id],
          ['user', account.id],
        ]}
      />
      <ProfileForm account={account} profile={profile} />
      <Card title="Conflicts" id="conflicts" className="mt-6">
        <WidgetBoundary name="The list of conflicts">
          <AllConflicts account={account} profile={profile} conflicts={conflicts} />
        </WidgetBoundary>
      </Card>
    </div>
  )
}
