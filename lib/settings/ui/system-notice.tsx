'use client'

import { Banner } from '#components/ui/banner.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { NoticeTone } from '../schema.ts'
import type { SettingsFields } from './settings-fields.ts'

/** What staff tell everybody, and that edits are refused while they are: on every page, from the moment it is set. */
export function SystemNotice({ initial }: { initial: Snapshot }) {
  const { fields } = useEntity<SettingsFields>('settings', initial.id, initial)
  const { viewer } = useLockstep()
  const isStaff = viewer.role === 'admin'
  return (
    <div role="status">
      {fields.noticeText ? (
        <Banner tone={fields.noticeTone as NoticeTone} title={fields.noticeText} className={PLACE} />
      ) : null}
      {fields.readOnly ? (
        <Banner
          tone="watch"
          title={isStaff ? 'Read-only mode is on' : 'Nothing can be changed at the moment'}
          className={PLACE}
        >
          {isStaff
            ? 'Edits of people and new accounts are refused; what staff do is taken.'
            : 'You can read everything. Edits are refused until staff open the service again.'}{' '}
          {fields.readOnlyReason}
        </Banner>
      ) : null}
    </div>
  )
}

const PLACE = 'mx-auto mt-3 w-[min(72rem,100%-2rem)] last:mb-3'
