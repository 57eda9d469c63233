import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { dampedDrift } from '#lib/forecasts/engine.ts'
import { quantilesOf, weekAhead } from '#lib/forecasts/predictive.ts'
import { HUB_LEVELS } from '#lib/forecasts/quantiles.ts'
import { getForecast, getGlobal, runForecasts } from '#lib/forecasts/service.ts'
import { importSeriesFile } from '#lib/series/service.ts'

const REGIONS = 198
const DAYS = 1_143

/**
 * The hourly run of as many regions as the world has countries, one that finds nothing new, a forecast from the cache,
 * and the engine alone (53 regions × 4 weeks × 23 quantiles from 150 weeks of history).
 */
export async function run(): Promise<Record<string, number | string>> {
  await load()
  const first = await timed(() => runForecasts())
  if (!first.value.ok) throw new Error(first.value.error.message)
  const again = await timed(() => runForecasts())
  await getGlobal()
  const reads = 2_000
  const cached = await timed(async () => {
    for (let i = 0; i < reads; i++) await getForecast('GLOBAL')
  })
  const engine = await timed(async () => engineAlone(53, 150))
  return {
    regions: first.value.value.regionsMade,
    run_ms: Math.round(first.ms),
    ms_per_region: round(first.ms / Math.max(1, first.value.value.regionsMade)),
    run_without_news_ms: Math.round(again.ms),
    cached_forecast_ms: round(cached.ms / reads),
    engine_53_regions_ms: Math.round(engine.ms),
  }
}

async function load(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-forecasts-'))
  try {
    const path = join(folder, 'generated.csv')
    const lines = ['country,date,cum_cases,cum_deaths']
    for (let region = 0; region < REGIONS; region++) {
      const daily = history(region, DAYS)
      let cases = 0
      for (let day = 0; day < DAYS; day++) {
        cases += Math.round(daily[day] as number)
        const date = new Date(Date.UTC(2020, 0, 22) + day * 86_400_000).toISOString().slice(0, 10)
        lines.push(`Bench region ${region},${date},${cases},${Math.floor(cases / 80)}`)
      }
    }
    await writeFile(path, lines.join('\n'))
    const fileName = 'bench.csv'
    const result = await importSeriesFile({ path, fileName, sourceId: 'jhu-csse', requestedBy: SYSTEM_ACTOR })
    if (!result.ok) throw new Error(result.error.message)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function engineAlone(regions: number, weeks: number): void {
  for (let region = 0; region < regions; region++) {
    const trajectories = dampedDrift(history(region, weeks * 7))
    for (let week = 0; week < 4; week++) quantilesOf(trajectories, weekAhead(trajectories, week), HUB_LEVELS)
  }
}

/** Waves of a size and length that differ by region, with a reporting week. */
function history(region: number, days: number): Float64Array {
  return Float64Array.from({ length: days }, (_, day) => {
    const wave = 1 + Math.sin(day / (20 + region / 4))
    return (50 + region * 10) * wave * (day % 7 < 5 ? 1.2 : 0.5)
  })
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now()
  const value = await work()
  return { value, ms: performance.now() - startedAt }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
