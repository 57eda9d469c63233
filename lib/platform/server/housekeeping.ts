import 'server-only'
import { pruneHistory } from '#lib/bridge/service.ts'
import { log } from '#lib/platform/telemetry/log.ts'

/** Hourly: lets go of what has passed its age. */
export async function housekeep(): Promise<void> {
  const pruned = await pruneHistory(new Date())
  log.info(pruned, 'housekeeping')
}
