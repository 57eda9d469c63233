import 'server-only'
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type Clock, systemClock } from '#lib/core/clock.ts'
import type { DomainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
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
import { BUILTIN } from './engine.ts'
import { normalizeForStorage, runEngine } from './normalize.ts'
import { type Made, publishForecasts } from './publish.ts'
import * as repo from './repo.ts'
import { STALE_AFTER_DAYS } from './risk.ts'
import type { ForecastFlag, StoredForecast } from './schema.ts'

/** Goes up when the engine or the normaliser would answer differently to the same history. */
const ENGINE_VERSION = 1
/** Regions read, computed and published at a time: one short transaction each. */
const CHUNK = 25
const MS_PER_DAY = 86_400_000
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

class Run {
  made = 0
  unchanged = 0
  withoutData = 0
  readonly failures: { region: string; reason: string }[] = []
  private readonly settings: {
    readonly runId: string
    readonly startedAt: Date
    readonly origin: string | undefined
    readonly epoch: number
    readonly clock: Clock
  }

  constructor(settings: Run['settings']) {
    this.settings = settings
  }

  counts(total: number) {
    return {
      regionsTotal: total,
      regionsMade: this.made,
      regionsUnchanged: this.unchanged,
      regionsFailed: this.failures.length,
    }
  }

  async forecast(data: readonly RegionData[], bases: ReadonlyMap<string, repo.HeadBasis>): Promise<void> {
    const made: Made[] = []
    for (const region of data) {
      const { code } = region.region
      const basis = basisOf(region, this.settings.startedAt)
      if (this.settings.origin === undefined && bases.get(code)?.basis === basis) {
        this.unchanged++
        continue
      }
      // The sockets of this process are served between two regions.
      await nextTurn()
      const stored = this.compute(region)
      if (!stored.ok) {
        this.failures.push({ region: code, reason: stored.error.message })
        continue
      }
      const importId = code === GLOBAL_REGION.code ? null : region.importId
      made.push({ regionCode: code, forecast: { id: newId(), basis, importId, stored: stored.value } })
    }
    if (made.length === 0) return
    if (this.settings.origin === undefined) await publishForecasts(made)
    else
      await inTransaction((tx) =>
        repo.insertForecasts(
          tx,
          made.map(({ forecast }) => forecast),
        ),
      )
    this.made += made.length
  }

  private compute(data: RegionData): Result<StoredForecast, DomainError> {
    const { runId, epoch, clock } = this.settings
    const flags: ForecastFlag[] = []
    const isSum = data.region.code === GLOBAL_REGION.code
    if (isSum) flags.push('aggregate')
    if (data.hasCorrections) flags.push('corrected-counts')
    if (data.hasGaps) flags.push('filled-gaps')
    const history = { cases: data.caseIncidence.values, deaths: data.deathIncidence?.values ?? null }
    return normalizeForStorage(
      runEngine(history),
      BUILTIN,
      {
        region: data.region.code,
        regionName: data.region.name,
        cases: data.cases,
        deaths: data.deaths,
        dataAsOf: data.dataAsOf,
        madeAt: clock(),
        epoch,
        runId,
        population: data.region.population,
        source: {
          kind: data.source.kind === 'real' ? 'real' : 'simulated',
          source_id: data.source.id,
          publisher: data.source.publisher,
          import_id: isSum ? null : data.importId,
        },
        flags,
      },
      history,
    )
  }
}

/** Two equal fingerprints give two equal forecasts, apart from when they were made. */
function basisOf(data: RegionData, now: Date): string {
  const isStale = Math.floor(now.getTime() / MS_PER_DAY) - data.dataAsOf > STALE_AFTER_DAYS
  const facts = [
    ENGINE_VERSION,
    BUILTIN,
    data.source.id,
    data.dataAsOf,
    data.cases,
    data.deaths,
    data.region.name,
    data.region.population?.people ?? null,
    isStale,
  ]
  const hash = createHash('sha1').update(JSON.stringify(facts))
  for (const series of [data.caseIncidence, data.deathIncidence]) {
    const values = series?.values
    if (values) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}
