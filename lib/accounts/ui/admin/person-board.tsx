'use client'

import { WidgetBoundary } from '#components/feedback/widget-boundary.tsx'
import type { ConflictRecord, Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { AccountFields, ProfileFields } from '../record.ts'
import { AccountCard } from './account-card.tsx'
import { DeleteAccount } from './delete-account.tsx'
import { DeletedAccount } from './deleted-account.tsx'
import { FieldHistory } from './field-history.tsx'
import { PersonConflicts } from './person-conflicts.tsx'
import type { PersonEvent } from './person-events.ts'
import { PersonTimeline } from './person-timeline.tsx'
import { ProfileCard } from './profile-card.tsx'
import { SeenCard } from './seen-card.tsx'

/** A person's record as staff see it: live edit on the left, what became of it on the right. */
export function PersonBoard(props: {
  id: string
  account: Snapshot
  profile: Snapshot
  openPages: number
  conflicts: { user: readonly ConflictRecord[]; profile: readonly ConflictRecord[] }
  timeline: { items: readonly PersonEvent[]; nextCursor: string | null }
  readOlder: (
    id: string,
    before: string,
  ) => Promise<{ items: PersonEvent[]; nextCursor: string | null } | null>
}) {
  const { id } = props
  const account = useEntity<AccountFields>('user', id, props.account)
  const profile = useEntity<ProfileFields>('profile', id, props.profile)
  const { name, email } = account.fields
  if (account.gone) return <DeletedAccount gone={account.gone} />
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      {/* In one column what the person sees stands between what is edited, not far below it. */}
      <div className="min-w-0 max-xl:contents xl:grid xl:gap-5">
        <div className="min-w-0 max-xl:order-1">
          <WidgetBoundary name="The account">
            <AccountCard view={account} id={id} />
          </WidgetBoundary>
        </div>
        <div className="min-w-0 max-xl:order-3">
          <WidgetBoundary name="The profile">
            <ProfileCard view={profile} />
          </WidgetBoundary>
        </div>
        <div className="min-w-0 max-xl:order-5">
          <WidgetBoundary name="Deleting the account">
            <DeleteAccount id={id} name={name} email={email} />
          </WidgetBoundary>
        </div>
      </div>
      <div className="min-w-0 max-xl:contents xl:grid xl:gap-5">
        <div className="min-w-0 max-xl:order-2">
          <WidgetBoundary name="What the person sees">
            <SeenCard id={id} name={firstName(name)} openPages={props.openPages} />
          </WidgetBoundary>
        </div>
        <div className="grid min-w-0 gap-5 max-xl:order-4">
          <WidgetBoundary name="The conflicts">
            <PersonConflicts id={id} account={account} profile={profile} initial={props.conflicts} />
          </WidgetBoundary>
          <WidgetBoundary name="The timeline">
            <PersonTimeline
              id={id}
              initial={props.timeline.items}
              initialCursor={props.timeline.nextCursor}
              readOlder={props.readOlder}
            />
          </WidgetBoundary>
          <WidgetBoundary name="Who changed what">
            <FieldHistory stamps={{ ...account.meta, ...profile.meta }} />
          </WidgetBoundary>
        </div>
      </div>
    </div>
  )
}

function firstName(name: string): string {
  return name.split(' ')[0] || name
}
