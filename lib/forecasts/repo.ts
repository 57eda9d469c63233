import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { db, type Prisma, type Tx } from '#lib/platform/db/client.ts'
import type { ForecastData, StoredForecast } from './schema.ts'

export type RunTrigger = 'schedule' | 'import' | 'manual'

export async function openRun(row: {
  id: string
  trigger: RunTrigger
  requestedBy: Actor
  startedAt: Date
}): Promise<void> {
  const fresh = {
    trigger: row.trigger,
    requestedBy: { ...row.requestedBy },
    startedAt: row.startedAt,
    status: 'running',
    finishedAt: null,
  }
  await db().forecastRun.upsert({ where: { id: row.id }, create: { id: row.id, ...fresh }, update: fresh })
}

export async function closeRun(
  id: string,
  outcome: {
    status: 'done' | 'failed' | 'cancelled'
    finishedAt: Date
    regionsTotal: number
    regionsMade: number
    regionsUnchanged: number
    regionsFailed: number
    report: Prisma.InputJsonObject
  },
): Promise<void> {
  await db().forecastRun.update({ where: { id }, data: outcome })
}

export function latestRuns(limit: number) {
  return db().forecastRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit })
}

export type HeadBasis = { readonly regionCode: string; readonly version: number; readonly basis: string }

/** Which history each region's current forecast rests on. */
export async function readBases(tx: Tx, regionCodes: readonly string[]): Promise<Map<string, HeadBasis>> {
  const heads = await tx.forecastHead.findMany({
    where: { regionCode: { in: [...regionCodes] } },
    select: { regionCode: true, version: true, forecast: { select: { basis: true } } },
  })
  return new Map(
    heads.map(({ regionCode, version, forecast }) => [
      regionCode,
      { regionCode, version, basis: forecast.basis },
    ]),
  )
}

export function readAllBases(): Promise<Map<string, HeadBasis>> {
  return db()
    .forecastHead.findMany({
      select: { regionCode: true, version: true, forecast: { select: { basis: true } } },
    })
    .then((heads) => new Map(heads.map((head) => [head.regionCode, { ...head, basis: head.forecast.basis }])))
}

export type NewForecast = {
  readonly id: string
  readonly basis: string
  readonly importId: string | null
  readonly stored: StoredForecast
}

/** Stores forecasts as they were made; nothing ever changes them. */
export async function insertForecasts(tx: Tx, forecasts: readonly NewForecast[]): Promise<void> {
  const rows = forecasts.map(({ id, basis, importId, stored }) => ({
    id,
    region_code: stored.forecast.region,
    run_id: stored.forecast.run_id,
    provider: stored.forecast.provider,
    epoch: stored.forecast.epoch,
    made_at: stored.forecast.made_at,
    data_as_of: stored.forecast.data_as_of,
    import_id: importId,
    basis,
    payload: stored,
  }))
  await tx.$executeRaw`
    INSERT INTO forecast (id, region_code, run_id, provider, epoch, made_at, data_as_of, import_id, basis, payload)
    SELECT id, region_code, run_id, provider, epoch, made_at, data_as_of, import_id, basis, payload
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
      id text, region_code text, run_id text, provider text, epoch int, made_at timestamptz, data_as_of date,
      import_id text, basis text, payload jsonb)`
}

export type HeadFields = {
  readonly forecastId: string
  readonly provider: string
  readonly riskLevel: string
  readonly riskScore: number
  readonly trend: string
  readonly dataAsOf: string
  readonly madeAt: string
  readonly sourceKind: string
}

export type NewHead = {
  readonly regionCode: string
  readonly version: number
  readonly fields: HeadFields
  readonly meta: Readonly<Record<string, unknown>>
}

/** Makes the given forecasts the current ones of their regions. */
export async function writeHeads(tx: Tx, heads: readonly NewHead[]): Promise<void> {
  const rows = heads.map(({ regionCode, version, fields, meta }) => ({
    region_code: regionCode,
    version,
    forecast_id: fields.forecastId,
    provider: fields.provider,
    risk_level: fields.riskLevel,
    risk_score: fields.riskScore,
    trend: fields.trend,
    data_as_of: fields.dataAsOf,
    made_at: fields.madeAt,
    source_kind: fields.sourceKind,
    field_meta: meta,
  }))
  await tx.$executeRaw`
    INSERT INTO forecast_head (region_code, version, forecast_id, provider, risk_level, risk_score, trend,
                               data_as_of, made_at, source_kind, field_meta)
    SELECT region_code, version, forecast_id, provider, risk_level, risk_score, trend, data_as_of, made_at,
           source_kind, field_meta
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
      region_code text, version int, forecast_id text, provider text, risk_level text, risk_score int, trend text,
      data_as_of text, made_at text, source_kind text, field_meta jsonb)
    ON CONFLICT (region_code) DO UPDATE SET
      version = excluded.version, forecast_id = excluded.forecast_id, provider = excluded.provider,
      risk_level = excluded.risk_level, risk_score = excluded.risk_score, trend = excluded.trend,
      data_as_of = excluded.data_as_of, made_at = excluded.made_at, source_kind = excluded.source_kind,
      field_meta = excluded.field_meta`
}

export type CurrentForecast = { readonly version: number; readonly forecast: ForecastData }

/** Current forecasts of the given regions. They were validated when they were written. */
export async function readCurrents(regionCodes: readonly string[]): Promise<CurrentForecast[]> {
  const rows = await db().$queryRaw<{ version: number; forecast: ForecastData }[]>`
    SELECT h.version, f.payload -> 'forecast' AS forecast
    FROM forecast_head h JOIN forecast f ON f.id = h.forecast_id
    WHERE h.region_code = ANY(${[...regionCodes]}::text[])
    ORDER BY h.region_code`
  return rows
}
