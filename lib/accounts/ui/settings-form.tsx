'use client'

import { Card } from '#components/ui/card.tsx'
import type { SelectOption } from '#components/ui/select.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { LiveField } from '#lib/bridge/ui/live-field.tsx'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { PreferenceFields } from './record.ts'

const THEMES: readonly SelectOption[] = [
  { value: 'system', label: 'As the device says' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

const DENSITIES: readonly SelectOption[] = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]

/** What a person chooses for themselves; in force at once, on every device. */
export function SettingsForm(props: {
  preferences: Snapshot
  timeZones: readonly string[]
  regions: readonly SelectOption[]
}) {
  const view = useEntity<PreferenceFields>('preferences', props.preferences.id, props.preferences)
  const zones = props.timeZones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  return (
    <>
      <Card title="Look">
        <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
          <LiveField view={view} field="theme" label="Theme" control={{ kind: 'select', options: THEMES }} />
          <LiveField
            view={view}
            field="density"
            label="Rows of tables"
            hint="How close they stand in the list of forecasts."
            control={{ kind: 'select', options: DENSITIES }}
          />
        </div>
      </Card>
      <Card title="Time and place">
        <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
          <LiveField
            view={view}
            field="timeZone"
            label="Time zone"
            hint="Exact times of forecasts are shown in it."
            control={{ kind: 'select', options: zones }}
          />
          <LiveField
            view={view}
            field="homeRegion"
            label="Home region"
            hint="Its forecast stands on your dashboard."
            control={{ kind: 'select', options: props.regions, placeholder: 'None' }}
          />
        </div>
      </Card>
      <Card title="Notifications">
        <LiveField
          view={view}
          field="emailNotifications"
          label="E-mail about changes that need me"
          hint="What you have left unread, in one mail a day at most. Mails about your password always come."
          control={{ kind: 'switch' }}
        />
      </Card>
    </>
  )
}
