import 'server-only'
import { oldestWaitingTaskS } from '#lib/platform/queue/tasks.ts'
import { parseCursor } from '../domain.ts'
import { readFenceLag, readLagBehind } from '../log-repo.ts'
import type { Measured } from './alert-domain.ts'
import { readProcesses } from './process-repo.ts'
import { countOpenMismatches } from './run-repo.ts'

/** The figures that rules look at: the worst of all processes, and what the database tells. */
export async function measure(): Promise<Measured> {
  const processes = (await readProcesses()).map(({ report }) => report)
  const [fence, jobWaitS, mismatches] = await Promise.all([
    readFenceLag(),
    oldestWaitingTaskS(),
    countOpenMismatches(),
  ])
  const running = processes.filter(({ relay }) => relay.running)
  const cursors = running.map(({ relay }) => parseCursor(relay.cursor)).filter((cursor) => cursor !== null)
  const lags = await Promise.all(cursors.map((cursor) => readLagBehind(cursor)))
  const clients = processes.flatMap((process) => process.clients)
  return {
    delivered_p95_ms: most(processes.map(({ figures }) => figures.deliveredP95)),
    success_rate: least(processes.map(({ figures }) => figures.successRate)),
    fence_lag_ms: fence.waiting > 0 ? fence.oldestMs : 0,
    relay_lag_ms: most(lags),
    relays_stopped: processes.length === 0 ? null : processes.length - running.length,
    client_lag_ms: most(clients.map(({ waitingMs }) => waitingMs)),
    oldest_job_wait_s: jobWaitS,
    reconnects_per_minute: processes.reduce((sum, { figures }) => sum + figures.reconnectsPerMinute, 0),
    mismatches,
  }
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.max(...known) : null
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.min(...known) : null
}
