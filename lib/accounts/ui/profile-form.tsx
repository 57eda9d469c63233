'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { Progress } from '#components/ui/progress.tsx'
import type { SelectOption } from '#components/ui/select.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { type LiveControl, LiveField } from '#lib/bridge/ui/live-field.tsx'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { OwnEmail } from './own-email.tsx'
import { PERMISSION_WORDS } from './permission-words.ts'
import { planWords } from './plan-words.ts'
import { type AccountFields, completeness, PROFILE_LABELS, type ProfileFields } from './record.ts'

const LEVELS: readonly SelectOption[] = [
  'Student',
  'Entry',
  'Junior',
  'Mid',
  'Senior',
  'Lead',
  'Manager',
  'Director',
  'Executive',
].map((level) => ({ value: level, label: level }))

const REMOTE: readonly SelectOption[] = [
  { value: 'on-site', label: 'On site' },
  { value: 'hybrid', label: 'Hybrid' },
  { value: 'remote', label: 'Remote' },
  { value: 'any', label: 'Any of these' },
]

type ProfileField = {
  readonly field: keyof ProfileFields
  readonly maxLength?: number
  readonly control?: LiveControl
  readonly hint?: string
  readonly placeholder?: string
  readonly wide?: boolean
}

const GROUPS: readonly { title: string; description?: string; fields: readonly ProfileField[] }[] = [
  {
    title: 'You today',
    fields: [
      {
        field: 'headline',
        maxLength: 160,
        placeholder: 'One line that says who you are at work',
        wide: true,
      },
      { field: 'currentTitle', maxLength: 160 },
      { field: 'level', control: { kind: 'select', options: LEVELS, placeholder: 'Not said' } },
      { field: 'industry', maxLength: 120 },
      {
        field: 'location',
        maxLength: 160,
        control: { kind: 'text', autoComplete: 'address-level2' },
        placeholder: 'Town and country',
      },
      { field: 'phone', maxLength: 40, control: { kind: 'text', type: 'tel', autoComplete: 'tel' } },
      {
        field: 'summary',
        maxLength: 4_000,
        control: { kind: 'multiline', rows: 5 },
        hint: 'Saved when you leave the field, or with Ctrl or ⌘ and Enter.',
        wide: true,
      },
      {
        field: 'skills',
        maxLength: 80,
        control: { kind: 'tags', noun: 'skill', max: 100 },
        hint: 'Enter or a comma adds one.',
        placeholder: 'Add a skill',
        wide: true,
      },
    ],
  },
  {
    title: 'Where you want to go',
    fields: [
      {
        field: 'targetTitles',
        maxLength: 160,
        control: { kind: 'tags', noun: 'title', max: 20 },
        placeholder: 'Add a title',
      },
      {
        field: 'preferredPlaces',
        maxLength: 160,
        control: { kind: 'tags', noun: 'place', max: 20 },
        placeholder: 'Add a place',
      },
      { field: 'remotePreference', control: { kind: 'select', options: REMOTE, placeholder: 'Not said' } },
      {
        field: 'goals',
        maxLength: 300,
        control: { kind: 'tags', noun: 'goal', max: 20, long: true },
        hint: 'One at a time; Enter adds it.',
        placeholder: 'Add a goal',
        wide: true,
      },
    ],
  },
]

const ONLY_STAFF = 'Only staff change this.'

/** The whole record of a person, each field saved by itself. */
export function ProfileForm({ account, profile }: { account: Snapshot; profile: Snapshot }) {
  const user = useEntity<AccountFields>('user', account.id, account)
  const view = useEntity<ProfileFields>('profile', profile.id, profile)
  const { done, total, missing } = completeness(view.fields)
  const permissions = user.fields.permissions
  return (
    <div className="grid gap-6">
      <Card>
        <Progress
          label="Filled in"
          value={done}
          max={total}
          unit="fields"
          aside={
            missing.length > 0 ? (
              <span>
                Still empty:{' '}
                {missing.map(({ field, label }, index) => (
                  <span key={field}>
                    {index > 0 ? ', ' : ''}
                    <Link href={`#field-${field}`}>{label.toLowerCase()}</Link>
                  </span>
                ))}
              </span>
            ) : null
          }
        />
      </Card>
      {GROUPS.map((group) => (
        <Card key={group.title} title={group.title}>
          <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
            {group.fields.map(({ field, wide, ...rest }) => (
              <LiveField
                key={field}
                view={view}
                field={field}
                label={PROFILE_LABELS[field]}
                className={wide ? 'sm:col-span-2' : undefined}
                {...rest}
              />
            ))}
          </div>
        </Card>
      ))}
      <Card title="Account">
        <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
          <LiveField
            view={user}
            field="name"
            label="Name"
            maxLength={120}
            control={{ kind: 'text', autoComplete: 'name' }}
          />
          <OwnEmail view={user} />
          <LiveField
            view={user}
            field="plan"
            label="Plan"
            control={{ kind: 'read-only', why: ONLY_STAFF, show: (plan) => planWords(String(plan)) }}
          />
          <LiveField
            view={user}
            field="role"
            label="Role"
            control={{
              kind: 'read-only',
              why: ONLY_STAFF,
              show: (role) => (role === 'admin' ? 'Admin' : 'User'),
            }}
          />
          <LiveField
            view={user}
            field="status"
            label="Status"
            control={{
              kind: 'read-only',
              why: ONLY_STAFF,
              show: (status) => (status === 'active' ? 'Active' : 'Suspended'),
            }}
          />
          <div id="field-permissions">
            <p className="font-medium">Permissions</p>
            <p className="mt-1.5 flex flex-wrap gap-1.5">
              {permissions && permissions.length > 0 ? (
                permissions.map((permission) => (
                  <Badge key={permission}>{PERMISSION_WORDS[permission] ?? permission}</Badge>
                ))
              ) : (
                <span className="text-ink-2">None beyond your own record.</span>
              )}
            </p>
            <p className="mt-1.5 text-ink-3 text-sm">{ONLY_STAFF}</p>
          </div>
        </div>
      </Card>
    </div>
  )
}
