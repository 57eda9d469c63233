import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'

/** The current forecast of a region, as the bridge keeps it in step. Only forecast runs write it. */
export const forecastEntity: EntityDefinition = {
  name: 'forecast',
  table: 'forecast_head',
  idColumn: 'region_code',
  columns: {
    forecastId: { column: 'forecast_id', type: 'text' },
    provider: { column: 'provider', type: 'text' },
    riskLevel: { column: 'risk_level', type: 'text' },
    riskScore: { column: 'risk_score', type: 'integer' },
    trend: { column: 'trend', type: 'text' },
    dataAsOf: { column: 'data_as_of', type: 'text' },
    madeAt: { column: 'made_at', type: 'text' },
    sourceKind: { column: 'source_kind', type: 'text' },
  },
  protectedFields: new Set(),
  reservedFields: new Set(),
  mayRead: () => true,
  mayWrite: () => false,
  rooms: () => [rooms.everyone],
  ownerOf: () => null,
}
