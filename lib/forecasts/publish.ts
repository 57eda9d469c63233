import 'server-only'
import { rooms } from '#lib/bridge/entity.ts'
import { appendEvents, lockEntities, pokeRelay, SYSTEM_ACTOR } from '#lib/bridge/service.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { holdEpoch } from '#lib/providers/service.ts'
import type { RegionData } from '#lib/series/service.ts'
import { dropForecast } from './cache.ts'
import { BUILTIN } from './engine.ts'
import * as repo from './repo.ts'

export type Made = {
  readonly forecast: repo.NewForecast
  readonly regionCode: string
  /** What it was made from, should it have to be made again. */
  readonly data: RegionData
}

/**
 * Forecasts, heads and events of one chunk, all or nothing. A provider's forecast is stored only under the epoch it was
 * made in; answers those that came too late, of which nothing is stored.
 */
export async function publishForecasts(all: readonly Made[]): Promise<readonly Made[]> {
  const codes = all.map(({ regionCode }) => regionCode)
  const late = await inTransaction(async (tx) => {
    // First of all: what holds the epoch gives the transaction its id, and the order of ids has to be that of versions.
    await lockEntities(
      tx,
      codes.map((code) => `forecast:${code}`),
    )
    const ofProviders = all.some(({ forecast }) => forecast.stored.forecast.provider !== BUILTIN)
    const epoch = ofProviders ? await holdEpoch(tx) : null
    const isLate = ({ forecast: { stored } }: Made) =>
      stored.forecast.provider !== BUILTIN && stored.forecast.epoch !== epoch
    const made = all.filter((one) => !isLate(one))
    const before = await repo.readBases(tx, codes)
    // Another run may have published the same meanwhile.
    const fresh = made.filter(({ regionCode, forecast }) => before.get(regionCode)?.basis !== forecast.basis)
    if (fresh.length === 0) return all.filter(isLate)
    const heads = fresh.map(({ regionCode, forecast }) =>
      headOf(forecast, (before.get(regionCode)?.version ?? 0) + 1),
    )
    await repo.insertForecasts(
      tx,
      fresh.map(({ forecast }) => forecast),
    )
    await repo.writeHeads(tx, heads)
    await appendEvents(
      tx,
      heads.map((head) => ({
        type: 'forecast.published',
        entity: 'forecast',
        entityId: head.regionCode,
        version: head.version,
        fields: head.fields,
        actor: SYSTEM_ACTOR,
        rooms: [rooms.everyone],
      })),
    )
    return all.filter(isLate)
  })
  pokeRelay()
  for (const code of codes) dropForecast(code)
  return late
}

function headOf({ id, stored }: repo.NewForecast, version: number): repo.NewHead {
  const { forecast } = stored
  const fields: repo.HeadFields = {
    forecastId: id,
    provider: forecast.provider,
    riskLevel: forecast.risk_level,
    riskScore: Math.round(forecast.risk_score),
    trend: forecast.trend,
    dataAsOf: forecast.data_as_of,
    madeAt: forecast.made_at,
    sourceKind: forecast.source.kind,
  }
  const stamp = { version, actor: SYSTEM_ACTOR, at: forecast.made_at }
  const meta = Object.fromEntries(Object.keys(fields).map((field) => [field, stamp]))
  return { regionCode: forecast.region, version, fields, meta }
}
