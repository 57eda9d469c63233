import 'server-only'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type Clock, systemClock } from '#lib/core/clock.ts'
import { newId } from '#lib/core/ids.ts'
import { dayOfDate } from './days.ts'
import { publish } from './publish.ts'
import { dropRegionCache } from './region-list.ts'
import type { RegionIdentity } from './regions.ts'
import * as repo from './repo.ts'
import { SIMULATED_REGIONS, SIMULATION_START, simulateRegion } from './simulation.ts'
import { SIMULATION_SOURCE, SOURCES } from './sources.ts'

/**
 * Makes sure that there is something to look at before a real source is loaded: the built-in simulation, up to
 * yesterday. Does nothing once a real import has retired it; adds only the missing days otherwise.
 */
export async function seedStarterSeries(clock: Clock = systemClock): Promise<{ readonly seeded: boolean }> {
  await repo.ensureSources(SOURCES)
  const source = await repo.findSource(SIMULATION_SOURCE)
  const startedAt = clock()
  const lastDay = dayOfDate(startedAt) - 1
  if (!source || source.retiredAt || lastDay <= SIMULATION_START) return { seeded: false }
  if (source.dataAsOf && dayOfDate(source.dataAsOf) >= lastDay) return { seeded: false }
  const importId = newId()
  const fileName = 'simulation'
  await repo.openImport({ id: importId, sourceId: source.id, fileName, requestedBy: SYSTEM_ACTOR, startedAt })
  const series = SIMULATED_REGIONS.flatMap((simulated) => {
    const region: RegionIdentity = {
      code: simulated.code,
      name: simulated.name,
      aliases: [],
      kind: 'simulated',
      population: { people: simulated.population, source: 'invented for the simulation', year: 2025 },
    }
    const { cases, deaths } = simulateRegion(simulated, lastDay)
    const rest = { region, duplicates: 0, duplicateExamples: [] }
    return [
      { ...rest, metric: 'cases' as const, cumulative: cases },
      { ...rest, metric: 'deaths' as const, cumulative: deaths },
    ]
  })
  const points = series.reduce((sum, { cumulative }) => sum + cumulative.values.length, 0)
  const report = await publish(
    {
      importId,
      sourceId: source.id,
      fileName,
      format: 'generated',
      sha256: '',
      bytes: 0,
      rowsRead: points,
      rowsRefused: 0,
      pointsRead: points,
      series,
      refusals: [],
    },
    { requestedBy: SYSTEM_ACTOR, startedAt, now: clock, retireSimulated: false },
  )
  dropRegionCache()
  return { seeded: report.status === 'published' }
}
