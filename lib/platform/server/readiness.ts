import 'server-only'
import { db } from '#lib/platform/db/client.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { serverState } from './state.ts'

/** A balancer asks often; a database that takes longer than this serves nobody well. */
const ANSWER_WITHIN_MS = 2_000

export type Readiness = 'ready' | 'starting' | 'stopping' | 'no-database'

/** Whether this process can serve: started, not stopping, and with a database that answers. */
export async function readiness(): Promise<Readiness> {
  const { phase } = serverState()
  if (phase !== 'ready') return phase
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS)
  })
  try {
    await Promise.race([db().$queryRaw`SELECT 1`, timeout])
    return 'ready'
  } catch (cause) {
    log.warn({ err: cause }, 'not ready: the database does not answer')
    return 'no-database'
  } finally {
    clearTimeout(timer)
  }
}
