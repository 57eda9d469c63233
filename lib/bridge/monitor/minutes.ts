import 'server-only'
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { tracker } from '../tracker.ts'
import { deleteMinutesBefore, readMinutes, writeMinutes } from './minute-repo.ts'
import type { HistoryPoint } from './schema.ts'

const KEPT_MS = 7 * 24 * 60 * 60 * 1_000

/** Keeps what this process measured in a minute; nothing of a minute in which nothing happened. */
export async function keepMinute(processId: string, minute: Date): Promise<void> {
  const rows = Object.entries(tracker().takeMinute())
    .filter(([, histogram]) => histogram.totalCount > 0)
    .map(([stage, histogram]) => ({
      stage,
      count: histogram.totalCount,
      histogram: encodeIntoCompressedBase64(histogram),
    }))
  await writeMinutes(processId, minute, rows)
}

/**
 * How long a stage took over time, over all processes; for staff.
 *
 * @param query.from Unix ms, at most seven days back
 * @param query.stepMs the length of a step; at most 1,000 of them
 */
export async function readHistory(
  actor: Actor,
  query: { stage: string; from: number; to: number; stepMs: number },
): Promise<Result<HistoryPoint[], DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see how the bridge performs.'))
  const { stage, from, to, stepMs } = query
  if (!(stepMs >= 60_000) || !(to > from) || (to - from) / stepMs > 1_000) {
    return err(domainError('invalid', 'Ask for at most 1,000 steps of at least a minute each.'))
  }
  const steps = new Map<number, ReturnType<typeof empty>>()
  for (const { minute, histogram } of await readMinutes(stage, new Date(from), new Date(to))) {
    const step = Math.floor((minute.getTime() - from) / stepMs)
    const sum = steps.get(step) ?? empty()
    sum.add(decodeFromCompressedBase64(histogram))
    steps.set(step, sum)
  }
  return ok(
    Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, step) => {
      const sum = steps.get(step)
      const at = new Date(from + step * stepMs).toISOString()
      const value = (percentile: number) => (sum ? sum.getValueAtPercentile(percentile) / 1_000 : null)
      return { at, count: sum?.totalCount ?? 0, p50: value(50), p95: value(95), p99: value(99) }
    }),
  )
}

export function pruneMinutes(now: Date): Promise<number> {
  return deleteMinutesBefore(new Date(now.getTime() - KEPT_MS))
}

/** Microseconds from 1 µs to an hour with two significant digits, as the tracker records. */
function empty() {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 2,
  })
}
