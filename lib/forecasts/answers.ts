import { z } from 'zod'
import { forecastDataSchema, RISK_LEVELS, TRENDS } from './schema.ts'

/** A forecast as the API serves it, with how old its data are today. */
export const servedForecastSchema = forecastDataSchema
  .extend({
    version: z.number().int(),
    stale: z.boolean().meta({ description: 'The data are more than 14 days old.' }),
    age_days: z.number().int().meta({ description: 'Days since the last day of data.' }),
  })
  .meta({ id: 'ServedForecast' })
export type ServedForecast = z.infer<typeof servedForecastSchema>

export const forecastListSchema = z.strictObject({
  items: z.array(servedForecastSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
})
export type ForecastList = z.infer<typeof forecastListSchema>

export const forecastListQuerySchema = z.strictObject({
  cursor: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(250).default(50),
})
export type ForecastListQuery = z.infer<typeof forecastListQuerySchema>

export const regionParamsSchema = z.strictObject({ region: z.string().trim().min(1).max(120) })

export const forecastSummaryRowSchema = z
  .strictObject({
    region: z.string(),
    region_name: z.string(),
    risk_level: z.enum(RISK_LEVELS),
    risk_score: z.number(),
    outbreak_probability: z.number(),
    confidence_score: z.number(),
    trend: z.enum(TRENDS),
    last_week_cases: z.number(),
    rate_per_100k: z.number().nullable(),
    expected_week_2: z.number().meta({ description: 'Median of new cases in the second week ahead.' }),
    data_as_of: z.string(),
    made_at: z.string(),
    provider: z.string(),
    call_id: z.string().nullable().meta({ description: 'The question to the provider, if one was asked.' }),
    source_kind: z.enum(['real', 'simulated']),
    stale: z.boolean(),
  })
  .meta({ id: 'ForecastSummaryRow' })
export type ForecastSummaryRow = z.infer<typeof forecastSummaryRowSchema>

export const summarySchema = z
  .strictObject({
    regions: z.number().int(),
    by_level: z.strictObject({ GREEN: z.number(), YELLOW: z.number(), RED: z.number() }),
    top_risk: z.array(forecastSummaryRowSchema),
    trending_up: z.array(forecastSummaryRowSchema),
    trending_down: z.array(forecastSummaryRowSchema),
    accuracy: z.strictObject({
      checked: z.number().int(),
      within_25_percent: z.number().nullable(),
      note: z.string(),
    }),
    explanation: z.strictObject({ text: z.string().nullable(), provider: z.string(), note: z.string() }),
    source_kind: z.enum(['real', 'simulated']).nullable(),
    made_at: z.string().nullable(),
  })
  .meta({ id: 'PredictionSummary' })
export type PredictionSummary = z.infer<typeof summarySchema>

const count = z.number().min(0)

export const chartSchema = z
  .strictObject({
    region: z.string(),
    region_name: z.string(),
    data_as_of: z.string(),
    actual: z.array(
      z.strictObject({
        date: z.string(),
        cases: count.meta({ description: 'Cumulative.' }),
        deaths: count.nullable(),
        new_cases: count,
        new_deaths: count.nullable(),
        cases_7d: count.meta({ description: 'New cases in the seven days that end here.' }),
        deaths_7d: count.nullable(),
        incomplete: z.boolean().meta({ description: 'More reports of this day will come.' }),
      }),
    ),
    forecast: servedForecastSchema,
  })
  .meta({ id: 'RegionChart' })
export type RegionChart = z.infer<typeof chartSchema>

export const schedulerStatusSchema = z
  .strictObject({
    status: z.enum(['idle', 'running']),
    running: z.boolean(),
    jobs: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        next_run: z.string(),
        last_run: z.string().nullable(),
        last_result: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SchedulerStatus' })
export type SchedulerStatus = z.infer<typeof schedulerStatusSchema>
