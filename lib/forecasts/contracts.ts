import { defineContract } from '#lib/platform/http/contract.ts'
import {
  chartSchema,
  forecastListQuerySchema,
  forecastListSchema,
  regionParamsSchema,
  schedulerStatusSchema,
  servedForecastSchema,
  summarySchema,
} from './answers.ts'

const shared = { method: 'GET', tag: 'Forecasts', access: 'user', rate: 'general' } as const

export const getRegionForecastContract = defineContract({
  ...shared,
  path: '/api/forecasts/region/{region}',
  summary: 'The current forecast of a region',
  description:
    'By code, name or alias, in any case. An unknown region answers 404 with near matches; one without a forecast yet answers 503 with Retry-After; old data answer 200 with `stale: true`.',
  params: regionParamsSchema,
  answer: servedForecastSchema,
  refuses: ['not-found', 'unavailable'],
})

export const getGlobalForecastContract = defineContract({
  ...shared,
  path: '/api/forecasts/global',
  summary: 'The current forecast of all regions added up',
  answer: servedForecastSchema,
  refuses: ['unavailable'],
})

export const listForecastsContract = defineContract({
  ...shared,
  path: '/api/forecasts/all',
  summary: 'Current forecasts of all regions, by code',
  query: forecastListQuerySchema,
  answer: forecastListSchema,
})

export const getChartContract = defineContract({
  ...shared,
  path: '/api/charts/{region}',
  summary: 'The last 60 days of a region and its forecast with intervals',
  params: regionParamsSchema,
  answer: chartSchema,
  refuses: ['not-found', 'unavailable'],
})

export const getSummaryContract = defineContract({
  ...shared,
  path: '/api/predictions/summary',
  summary: 'The highest risks, what rises and what falls',
  answer: summarySchema,
})

export const getSchedulerStatusContract = defineContract({
  ...shared,
  path: '/api/scheduler/status',
  summary: 'What runs by the clock, when it ran last and how that ended',
  answer: schedulerStatusSchema,
})

/** Every route of this domain, for the OpenAPI document. */
export const forecastContracts = [
  getRegionForecastContract,
  getGlobalForecastContract,
  listForecastsContract,
  getChartContract,
  getSummaryContract,
  getSchedulerStatusContract,
]
