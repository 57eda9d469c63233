'use client'

import { Changed } from '#components/feedback/changed-by.tsx'
import { NotYet } from '#components/feedback/not-yet.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { useSinceOpened } from '#lib/bridge/ui/use-since-opened.ts'
import { planWords } from './plan-words.ts'
import { type AccountFields, completeness, type ProfileFields } from './record.ts'

const MOST_MISSING = 3

/** How complete the profile is, and the fields that would complete it. */
export function CompletenessTile({ profile }: { profile: Snapshot }) {
  const { fields } = useEntity<ProfileFields>('profile', profile.id, profile)
  const { done, total, missing } = completeness(fields)
  return (
    <Card title="Your profile" action={<Link href="/profile">Open</Link>}>
      <Progress label="Filled in" value={done} max={total} unit="fields" />
      {missing.length > 0 ? (
        <p className="mt-3 text-ink-2">
          Still empty:{' '}
          {missing.slice(0, MOST_MISSING).map(({ field, label }, index) => (
            <span key={field}>
              {index > 0 ? ', ' : ''}
              <Link href={`/profile#field-${field}`}>{label.toLowerCase()}</Link>
            </span>
          ))}
          {missing.length > MOST_MISSING ? ` and ${missing.length - MOST_MISSING} more` : ''}
        </p>
      ) : (
        <p className="mt-3 text-ink-2">Every field says something. Keep it true as you move on.</p>
      )}
    </Card>
  )
}

/** Plan, role and since when; what staff change here shows at once. */
export function AccountTile({ account, since }: { account: Snapshot; since: string }) {
  const view = useEntity<AccountFields>('user', account.id, account)
  const changed = useSinceOpened(view)
  return (
    <Card title="Your account" action={<Link href="/settings">Settings</Link>}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        <dt className="text-ink-3">Plan</dt>
        <dd>
          <Changed {...changed('plan')}>{planWords(view.fields.plan)}</Changed>
        </dd>
        <dt className="text-ink-3">Role</dt>
        <dd>
          <Changed {...changed('role')}>
            {view.fields.role === 'admin' ? <Badge tone="accent">admin</Badge> : 'User'}
          </Changed>
        </dd>
        <dt className="text-ink-3">E-mail</dt>
        <dd className="min-w-0 [overflow-wrap:anywhere]">
          <Changed {...changed('email')}>{view.fields.email}</Changed>
        </dd>
        <dt className="text-ink-3">Member since</dt>
        <dd>
          <Time at={since} look="day" />
        </dd>
      </dl>
    </Card>
  )
}

/** The goals of the profile, as they are. */
export function GoalsTile({ profile }: { profile: Snapshot }) {
  const { fields } = useEntity<ProfileFields>('profile', profile.id, profile)
  return (
    <Card
      title="Your goals"
      action={fields.goals.length > 0 ? <Link href="/profile#field-goals">Edit</Link> : null}
    >
      {fields.goals.length > 0 ? (
        <ul className="grid list-disc gap-1.5 pl-5">
          {fields.goals.map((goal) => (
            <li key={goal} className="[overflow-wrap:anywhere]">
              {goal}
            </li>
          ))}
        </ul>
      ) : (
        <NotYet
          bare
          title="Your goals"
          because="you have not written any."
          action={
            <ButtonLink href="/profile#field-goals" size="sm">
              Write the first one
            </ButtonLink>
          }
        />
      )}
    </Card>
  )
}
