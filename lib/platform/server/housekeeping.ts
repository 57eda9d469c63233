import 'server-only'
import { pruneSignIns } from '#lib/accounts/service.ts'
import { pruneMinutes } from '#lib/bridge/monitor/minutes.ts'
import { pruneMonitor } from '#lib/bridge/monitor/service.ts'
import { pruneHistory } from '#lib/bridge/service.ts'
import { pruneNotifications } from '#lib/notifications/service.ts'
import { removeStrandedUploads } from '#lib/platform/storage/uploads.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { housekeepProviders } from '#lib/providers/service.ts'
import { getStaffSettings } from '#lib/settings/service.ts'

/** Hourly: lets go of what has passed its age. */
export async function housekeep(now = new Date()): Promise<void> {
  const { eventRetentionDays, notificationRetentionDays } = await getStaffSettings()
  const history = await pruneHistory(now, eventRetentionDays)
  const notifications = await pruneNotifications(now, notificationRetentionDays)
  const minutes = await pruneMinutes(now)
  const runs = await pruneMonitor(now)
  const signIns = await pruneSignIns(now)
  const uploads = await removeStrandedUploads(now)
  await housekeepProviders(now)
  log.info({ ...history, notifications, minutes, runs, signIns, uploads }, 'housekeeping')
}
