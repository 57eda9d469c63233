import 'server-only'
import { newId } from '#lib/core/ids.ts'
import { processSingleton } from '#lib/platform/runtime.ts'

/** What this process is called among those that share the database. */
export function processId(): string {
  return processSingleton('bridge.process-id', () => newId())
}
