import 'server-only'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type Clock, systemClock } from '#lib/core/clock.ts'
import type { DomainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { getLockedProvider } from '#lib/providers/service.ts'
import {
  findRegion,
  GLOBAL_REGION,
  type RegionData,
  type RegionIdentity,
  readRegionData,
  readRegions,
  sumOfRegions,
} from '#lib/series/service.ts'
import * as repo from './repo.ts'
import { Run } from './run-regions.ts'

/** Regions read, computed and published at a time: one short transaction each. */
const CHUNK = 25
const FAILURES_IN_REPORT = 20

export type RunRequest = {
  /** Codes, names or aliases; all regions with data when absent. */
  readonly regions?: readonly string[] | undefined
  /** Replay as if that day were the last one with data: stored for scoring, never the current forecast. */
  readonly origin?: string | undefined
  readonly trigger?: repo.RunTrigger | undefined
  readonly requestedBy?: Actor | undefined
}

export type RunContext = {
  readonly runId?: string
  readonly signal?: AbortSignal
  readonly progress?: (progress: { done: number; total: number; unit: 'regions'; note?: string }) => void
  readonly clock?: Clock
}

export type RunReport = {
  readonly runId: string
  readonly trigger: repo.RunTrigger
  readonly regionsTotal: number
  readonly regionsMade: number
  /** Their data say nothing new: the forecast they have would be made again. */
  readonly regionsUnchanged: number
  readonly regionsFailed: number
  /** No source has their cases. */
  readonly regionsWithoutData: number
  readonly failures: readonly { readonly region: string; readonly reason: string }[]
  readonly elapsedMs: number
}

/**
 * Makes the forecast of every region whose data changed since its last one, and publishes it: forecast, head and
 * event in one short transaction per chunk of regions. One region's failure never stops the others.
 *
 * Errors: those of `findRegion` for a region asked for by name. An aborted signal throws; what was published stays.
 */
export async function runForecasts(
  request: RunRequest = {},
  context: RunContext = {},
): Promise<Result<RunReport, DomainError>> {
  const clock = context.clock ?? systemClock
  const startedAt = clock()
  const runId = context.runId ?? newId()
  const trigger = request.trigger ?? 'manual'
  const wanted: RegionIdentity[] = []
  for (const name of request.regions ?? []) {
    const region = await findRegion(name)
    if (!region.ok) return region
    wanted.push(region.value)
  }
  const isWhole = request.regions === undefined
  const regions = isWhole ? await readRegions() : wanted.filter(({ code }) => code !== GLOBAL_REGION.code)
  const isGlobalWanted = isWhole || regions.length < wanted.length
  await repo.openRun({ id: runId, trigger, requestedBy: request.requestedBy ?? SYSTEM_ACTOR, startedAt })

  const run = new Run({
    runId,
    startedAt,
    origin: request.origin,
    epoch: (await getLockedProvider()).epoch,
    clock,
    signal: context.signal,
  })
  const total = regions.length + Number(isGlobalWanted)
  try {
    const bases = await repo.readAllBases()
    const when = request.origin === undefined ? {} : { origin: request.origin }
    const seen: RegionData[] = []
    for (let from = 0; from < regions.length; from += CHUNK) {
      context.signal?.throwIfAborted()
      const chunk = regions.slice(from, from + CHUNK)
      const data = await readRegionData(chunk, when)
      if (isGlobalWanted && isWhole) seen.push(...data)
      run.withoutData += chunk.length - data.length
      await run.forecast(data, bases)
      context.progress?.({ done: Math.min(from + CHUNK, regions.length), total, unit: 'regions' })
    }
    if (isGlobalWanted) {
      const parts = isWhole ? seen : await readRegionData(await readRegions(), when)
      const sum = sumOfAll(parts)
      if (sum) await run.forecast([sum], bases)
      else run.withoutData++
      context.progress?.({ done: total, total, unit: 'regions' })
    }
    await run.askAgain()
  } catch (cause) {
    const status = context.signal?.aborted ? 'cancelled' : 'failed'
    await repo.closeRun(runId, { status, finishedAt: clock(), ...run.counts(total), report: {} })
    throw cause
  }
  const finishedAt = clock()
  const report: RunReport = {
    runId,
    trigger,
    ...run.counts(total),
    regionsWithoutData: run.withoutData,
    failures: run.failures.slice(0, FAILURES_IN_REPORT),
    elapsedMs: finishedAt.getTime() - startedAt.getTime(),
  }
  await repo.closeRun(runId, {
    status: 'done',
    finishedAt,
    ...run.counts(total),
    report: { ...report, failures: [...report.failures] },
  })
  return ok(report)
}

/** Real regions where there are any; otherwise the simulated ones. */
function sumOfAll(parts: readonly RegionData[]): RegionData | null {
  const real = parts.filter(({ source }) => source.kind === 'real')
  const counted = real.length > 0 ? real : parts
  const unknown = counted.filter(({ region }) => region.population === null)
  const cases = (list: readonly RegionData[]) => list.reduce((sum, part) => sum + part.cases, 0)
  // A few ships without inhabitants must not take the rate away from the whole world.
  const isNegligible = cases(unknown) <= 0.01 * cases(counted)
  const people = counted.reduce((sum, { region }) => sum + (region.population?.people ?? 0), 0)
  const known = counted.length - unknown.length
  const year = Math.max(0, ...counted.map(({ region }) => region.population?.year ?? 0))
  const population =
    isNegligible && people > 0
      ? { people, source: `Sum of ${known} regions with a known population`, year }
      : null
  return sumOfRegions({ ...GLOBAL_REGION, population }, counted)
}
