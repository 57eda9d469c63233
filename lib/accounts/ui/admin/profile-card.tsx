'use client'

import { Card } from '#components/ui/card.tsx'
import { LiveField } from '#lib/bridge/ui/live-field.tsx'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import { LEVEL_OPTIONS, REMOTE_OPTIONS } from '../profile-options.ts'
import { completeness, PROFILE_LABELS, type ProfileFields } from '../record.ts'

/** The person's profile under edit, side by side with the person themselves. */
export function ProfileCard({ view }: { view: EntityView<ProfileFields> }) {
  const { done, total } = completeness(view.fields)
  const label = PROFILE_LABELS
  return (
    <Card
      title="Profile"
      description={`Version ${view.version ?? '…'}. ${done} of ${total} fields are filled in.`}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <LiveField
          view={view}
          field="headline"
          label={label.headline}
          maxLength={160}
          className="sm:col-span-2"
        />
        <LiveField view={view} field="currentTitle" label={label.currentTitle} maxLength={160} />
        <LiveField
          view={view}
          field="level"
          label={label.level}
          control={{ kind: 'select', options: LEVEL_OPTIONS, placeholder: 'Not said' }}
        />
        <LiveField view={view} field="industry" label={label.industry} maxLength={120} />
        <LiveField view={view} field="location" label={label.location} maxLength={160} />
        <LiveField
          view={view}
          field="phone"
          label={label.phone}
          maxLength={40}
          control={{ kind: 'text', type: 'tel' }}
        />
        <LiveField
          view={view}
          field="remotePreference"
          label={label.remotePreference}
          control={{ kind: 'select', options: REMOTE_OPTIONS, placeholder: 'Not said' }}
        />
        <LiveField
          view={view}
          field="summary"
          label={label.summary}
          maxLength={4_000}
          control={{ kind: 'multiline' }}
          className="sm:col-span-2"
        />
        <LiveField
          view={view}
          field="skills"
          label={label.skills}
          maxLength={80}
          control={{ kind: 'tags', noun: 'skill', max: 100 }}
          className="sm:col-span-2"
        />
        <LiveField
          view={view}
          field="targetTitles"
          label={label.targetTitles}
          maxLength={160}
          control={{ kind: 'tags', noun: 'title', max: 20 }}
        />
        <LiveField
          view={view}
          field="preferredPlaces"
          label={label.preferredPlaces}
          maxLength={160}
          control={{ kind: 'tags', noun: 'place', max: 20 }}
        />
        <LiveField
          view={view}
          field="goals"
          label={label.goals}
          maxLength={300}
          control={{ kind: 'tags', noun: 'goal', max: 20, long: true }}
          className="sm:col-span-2"
        />
      </div>
    </Card>
  )
}
