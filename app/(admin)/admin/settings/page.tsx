import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { readRecordTimeline } from '#lib/bridge/debug-stream.ts'
import { getSnapshot } from '#lib/bridge/service.ts'
import { PresenceLine } from '#lib/bridge/ui/presence.tsx'
import type { Actor } from '#lib/core/actor.ts'
import { listRegions } from '#lib/series/service.ts'
import { SETTINGS_ID } from '#lib/settings/schema.ts'
import { SettingsBoard } from '#lib/settings/ui/settings-board.tsx'
import { SettingsHistory } from '#lib/settings/ui/settings-history.tsx'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { settingsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'System settings' }

const CHANGES_SHOWN = 50

export default async function SettingsPage() {
  const { actor } = await openAdminPage('/admin/settings')
  const [settings, staffSettings, regions, history] = await Promise.all([
    getSnapshot('settings', SETTINGS_ID, actor),
    getSnapshot('staff-settings', SETTINGS_ID, actor),
    listRegions(),
    readRecordTimeline(actor, ['settings', 'staff-settings'], SETTINGS_ID, { limit: CHANGES_SHOWN }),
  ])
  const options = regions
    .map(({ code, name, kind }) => ({
      value: code,
      label: kind === 'simulated' ? `${name} (simulated)` : name,
    }))
    .sort((left, right) => left.label.localeCompare(right.label))
  const changes = orFail(history).items.map(({ id, type, values, actor: by, conflicts, committedAt }) => ({
    id,
    type,
    values,
    actor: by as Actor,
    conflicts,
    at: new Date(committedAt).toISOString(),
  }))
  return (
    <>
      <PageHeader {...settingsHeader} />
      <PresenceLine
        records={[
          ['settings', SETTINGS_ID],
          ['staff-settings', SETTINGS_ID],
        ]}
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <SettingsBoard settings={orFail(settings)} staffSettings={orFail(staffSettings)} regions={options} />
        <SettingsHistory initial={changes} limit={CHANGES_SHOWN} />
      </div>
    </>
  )
}
