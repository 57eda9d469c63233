'use client'

import { Banner } from '#components/ui/banner.tsx'
import { Card } from '#components/ui/card.tsx'
import type { SelectOption } from '#components/ui/select.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { LiveField } from '#lib/bridge/ui/live-field.tsx'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { NoticeTone } from '../schema.ts'
import type { SettingsFields, StaffSettingsFields } from './settings-fields.ts'

const TONES: readonly SelectOption[] = [
  { value: 'info', label: 'Information' },
  { value: 'good', label: 'Good news' },
  { value: 'watch', label: 'Take care' },
  { value: 'bad', label: 'Something is wrong' },
]

/** The settings of the whole product under edit, each saved by itself and in force at once. */
export function SettingsBoard(props: {
  settings: Snapshot
  staffSettings: Snapshot
  regions: readonly SelectOption[]
}) {
  const shared = useEntity<SettingsFields>('settings', props.settings.id, props.settings)
  const staff = useEntity<StaffSettingsFields>('staff-settings', props.staffSettings.id, props.staffSettings)
  return (
    <div className="grid gap-5">
      <Card title="Notice" description="Stands above every page of both portals as soon as it is set.">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <LiveField
            view={shared}
            field="noticeText"
            label="Text"
            maxLength={280}
            hint="One line. Empty for no notice."
          />
          <LiveField
            view={shared}
            field="noticeTone"
            label="Tone"
            control={{ kind: 'select', options: TONES }}
          />
        </div>
        {shared.fields.noticeText ? (
          <div className="mt-4">
            <p className="mb-1.5 text-ink-3 text-sm">As people see it</p>
            <Banner tone={shared.fields.noticeTone as NoticeTone} title={shared.fields.noticeText} />
          </div>
        ) : null}
      </Card>
      <Card title="Access">
        <div className="grid gap-5">
          <LiveField
            view={shared}
            field="signUpOpen"
            label="People can make accounts themselves"
            hint="When off, the sign-up page says so and no account is made there. Staff can still make them."
            control={{ kind: 'switch' }}
          />
          <LiveField
            view={shared}
            field="readOnly"
            label="Read-only mode"
            hint="People can sign in and read, but their edits and new accounts are refused. Staff work on. Takes up to a second to reach every process."
            control={{ kind: 'switch' }}
          />
          <LiveField
            view={shared}
            field="readOnlyReason"
            label="Reason for read-only mode"
            maxLength={200}
            hint="Told to people with each refusal, e.g. “We move to a new database until 14:00.”"
          />
        </div>
      </Card>
      <Card title="New accounts">
        <LiveField
          view={staff}
          field="defaultHomeRegion"
          label="Home region at first"
          hint="Its forecast stands on a new person’s dashboard until they choose another."
          control={{ kind: 'select', options: props.regions, placeholder: 'None' }}
          className="max-w-sm"
        />
      </Card>
      <Card title="Retention" description="What is older is deleted within the hour.">
        <div className="grid gap-4 sm:grid-cols-2">
          <LiveField
            view={staff}
            field="eventRetentionDays"
            label="Events, in days"
            maxLength={4}
            hint="1 to 365. Who was away for longer reads everything anew; histories reach as far back."
          />
          <LiveField
            view={staff}
            field="notificationRetentionDays"
            label="Notifications, in days"
            maxLength={4}
            hint="7 to 730, read or not."
          />
        </div>
      </Card>
      <Card
        title="AI providers"
        description="Where a limit is reached the built-in engines answer until the day is over."
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <LiveField
            view={staff}
            field="aiCheckSeconds"
            label="Check of each provider, every so many seconds"
            maxLength={4}
            hint="60 to 3600. It costs no tokens, except for a provider that rests and has to prove itself."
          />
          <LiveField
            view={staff}
            field="aiCallsPerDay"
            label="Questions to providers a day"
            maxLength={7}
            hint="0 to 1000000, by everybody together."
          />
          <LiveField
            view={staff}
            field="aiTokensPerDay"
            label="Tokens a day"
            maxLength={10}
            hint="0 to 2000000000, in and out, by everybody together."
          />
          <LiveField
            view={staff}
            field="aiCallsPerPersonPerDay"
            label="Questions a person and day"
            maxLength={6}
            hint="0 to 100000, so that nobody uses up what is there for all."
          />
        </div>
      </Card>
    </div>
  )
}
