import 'server-only'
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '#lib/core/clock.ts'
import type { DomainError } from '#lib/core/errors.ts'
import { Gate } from '#lib/core/gate.ts'
import { newId } from '#lib/core/ids.ts'
import type { Result } from '#lib/core/result.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { getLockedProvider } from '#lib/providers/service.ts'
import { GLOBAL_REGION, type RegionData } from '#lib/series/service.ts'
import { BUILTIN } from './engine.ts'
import { normalizeForStorage, runEngine } from './normalize.ts'
import { REGION_FORECAST_VERSION } from './prompts/region-forecast.ts'
import { askForRegion } from './provider-forecast.ts'
import { type Made, publishForecasts } from './publish.ts'
import * as repo from './repo.ts'
import { STALE_AFTER_DAYS } from './risk.ts'
import type { ForecastFlag, StoredForecast } from './schema.ts'

/** Goes up when the engine or the normaliser would answer differently to the same history. */
const ENGINE_VERSION = 1
const MS_PER_DAY = 86_400_000
/** Questions that a run has under way: providers limit how many they take. */
const ASKED_AT_ONCE = 4
const UNANSWERED_AT_MOST = 12

/** The work of one run on its regions: who predicts each, and publishing what came of it. */
export class Run {
  made = 0
  unchanged = 0
  withoutData = 0
  readonly failures: { region: string; reason: string }[] = []
  /** Whom a provider did not answer, though another one may. */
  readonly #postponed: RegionData[] = []
  readonly #asking = new Gate(ASKED_AT_ONCE)
  /** Questions in a row that nobody answered. */
  #unanswered = 0
  private readonly settings: {
    readonly runId: string
    readonly startedAt: Date
    readonly origin: string | undefined
    readonly epoch: number
    readonly clock: Clock
    readonly signal: AbortSignal | undefined
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
    const { provider, model } = await this.#holder()
    const madeBy = makerOf(provider, model)
    const due = data.filter((region) => {
      const basis = basisOf(region, this.settings.startedAt, madeBy)
      const isKnown = this.settings.origin === undefined && bases.get(region.region.code)?.basis === basis
      if (isKnown) this.unchanged++
      return !isKnown
    })
    if (provider === BUILTIN) await this.#publish(await this.#byEngine(due))
    else await this.#publish(await this.#byProvider(due, (region) => this.#postponed.push(region)))
  }

  /** Regions that a provider did not answer for, once more; then the product's own engine does. */
  async askAgain(): Promise<void> {
    const left = this.#postponed.splice(0)
    if (left.length === 0) return
    const unanswered: RegionData[] = []
    await this.#publish(await this.#byProvider(left, (region) => unanswered.push(region)))
    // An answer may have been dropped because its epoch ended.
    unanswered.push(...this.#postponed.splice(0))
    await this.#publish(await this.#byEngine(unanswered))
  }

  /** Replays are of the engine: a provider that is asked today knows how it went. */
  async #holder(): Promise<{ provider: string; model: string | null }> {
    return this.settings.origin === undefined ? getLockedProvider() : { provider: BUILTIN, model: null }
  }

  async #byProvider(data: readonly RegionData[], postpone: (region: RegionData) => void): Promise<Made[]> {
    const made: Made[] = []
    const engine: RegionData[] = []
    await Promise.all(
      data.map((region) =>
        this.#asking.run(async () => {
          this.settings.signal?.throwIfAborted()
          // A provider that answers nobody is not waited for region by region.
          if (this.#unanswered >= UNANSWERED_AT_MOST) return void engine.push(region)
          const answer = await askForRegion(region, this.settings.signal)
          this.settings.signal?.throwIfAborted()
          this.#unanswered = answer.ok ? 0 : this.#unanswered + 1
          if (!answer.ok) return answer.error.mayAskAgain ? postpone(region) : void engine.push(region)
          const { value, provider, model, epoch, callId } = answer.value
          const stored = this.#compute(region, value, provider, { epoch, callId })
          // An answer that cannot be made a forecast of is as good as none.
          if (stored.ok) made.push(this.#madeOf(region, stored.value, makerOf(provider, model)))
          else engine.push(region)
        }),
      ),
    )
    return [...made, ...(await this.#byEngine(engine))]
  }

  async #byEngine(data: readonly RegionData[]): Promise<Made[]> {
    const made: Made[] = []
    for (const region of data) {
      // The sockets of this process are served between two regions.
      await nextTurn()
      const history = historyOf(region)
      const stored = this.#compute(region, runEngine(history), BUILTIN, {
        epoch: this.settings.epoch,
        callId: null,
      })
      if (stored.ok) made.push(this.#madeOf(region, stored.value, BUILTIN))
      else this.failures.push({ region: region.region.code, reason: stored.error.message })
    }
    return made
  }

  #madeOf(region: RegionData, stored: StoredForecast, madeBy: string): Made {
    const { code } = region.region
    const importId = code === GLOBAL_REGION.code ? null : region.importId
    const basis = basisOf(region, this.settings.startedAt, madeBy)
    return { regionCode: code, data: region, forecast: { id: newId(), basis, importId, stored } }
  }

  async #publish(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return
    if (this.settings.origin !== undefined) {
      const forecasts = made.map(({ forecast }) => forecast)
      await inTransaction((tx) => repo.insertForecasts(tx, forecasts))
      this.made += made.length
      return
    }
    const late = await publishForecasts(made)
    this.#postponed.push(...late.map(({ data }) => data))
    this.made += made.length - late.length
  }

  #compute(
    data: RegionData,
    output: unknown,
    provider: string,
    { epoch, callId }: { epoch: number; callId: string | null },
  ): Result<StoredForecast, DomainError> {
    const { runId, clock } = this.settings
    const flags: ForecastFlag[] = []
    const isSum = data.region.code === GLOBAL_REGION.code
    if (isSum) flags.push('aggregate')
    if (data.hasCorrections) flags.push('corrected-counts')
    if (data.hasGaps) flags.push('filled-gaps')
    return normalizeForStorage(
      output,
      provider,
      {
        region: data.region.code,
        regionName: data.region.name,
        cases: data.cases,
        deaths: data.deaths,
        dataAsOf: data.dataAsOf,
        madeAt: clock(),
        epoch,
        callId,
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
      historyOf(data),
    )
  }
}

function historyOf(data: RegionData) {
  return { cases: data.caseIncidence.values, deaths: data.deathIncidence?.values ?? null }
}

/** Who made a forecast, as far as another would make another one. */
function makerOf(provider: string, model: string | null): string {
  return provider === BUILTIN ? BUILTIN : `${provider} ${model} ${REGION_FORECAST_VERSION}`
}

/** Two equal fingerprints give two equal forecasts, apart from when they were made. */
function basisOf(data: RegionData, now: Date, madeBy: string): string {
  const isStale = Math.floor(now.getTime() / MS_PER_DAY) - data.dataAsOf > STALE_AFTER_DAYS
  const facts = [
    ENGINE_VERSION,
    madeBy,
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
