import 'server-only'
import { pruneSignIns } from '#lib/accounts/service.ts'
import { pruneHistory } from '#lib/bridge/service.ts'
import { removeStrandedUploads } from '#lib/platform/storage/uploads.ts'
import { log } from '#lib/platform/telemetry/log.ts'

/** Hourly: lets go of what has passed its age. */
export async function housekeep(now = new Date()): Promise<void> {
  const history = await pruneHistory(now)
  const signIns = await pruneSignIns(now)
  const uploads = await removeStrandedUploads(now)
  log.info({ ...history, signIns, uploads }, 'housekeeping')
}
