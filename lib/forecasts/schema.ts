import { z } from 'zod'

export const RISK_LEVELS = ['GREEN', 'YELLOW', 'RED'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

export const TRENDS = ['increasing', 'decreasing', 'stable'] as const
export type Trend = (typeof TRENDS)[number]

/** What a reader should know about a forecast before trusting it. */
export const FLAGS = {
  simulated: 'Made from simulated data: not about a real place.',
  aggregate: 'Sum over all regions with data.',
  'stale-data': 'The data are more than 14 days old; confidence is halved.',
  'short-history': 'Less than 12 weeks of data: the intervals rest mostly on a general assumption.',
  'all-zero': 'No counts in the last 52 weeks.',
  constant: 'The weekly counts have not changed: the intervals rest on a general assumption.',
  'corrected-counts': 'The publisher’s cumulative count fell at least once; that day counts as 0.',
  'filled-gaps': 'Days without a published value share what happened between their neighbours.',
  'population-unknown': 'No sourced population: risk is judged by growth only.',
  'no-deaths-data': 'No source has deaths for this region.',
  unproven: 'This forecaster has no past forecasts here that could be checked.',
  'no-deaths-forecast': 'The provider gave no forecast of deaths.',
  'interpolated-days': 'Days that the provider left out lie on a straight line between those that it gave.',
  'extended-days': 'The provider stopped early; its last daily change is carried on.',
  'clipped-values': 'Values below the count already reached, or below zero, were raised to it.',
  'over-10x-actual': 'A predicted value is more than ten times the actual count.',
  'intervals-from-engine':
    'The provider gave points only: the intervals are the built-in engine’s past errors.',
} as const
export type ForecastFlag = keyof typeof FLAGS
const flagSchema = z.enum(Object.keys(FLAGS) as [ForecastFlag, ...ForecastFlag[]])

const pointSchema = z.strictObject({
  day: z.number().int().min(1).meta({ description: 'Days after data_as_of.' }),
  value: z.number().min(0).meta({ description: 'Cumulative count, median.' }),
})
export type ForecastPoint = z.infer<typeof pointSchema>

const column = z.array(z.number().min(0))

/** Columns of equal length: entry i of each belongs to the day `at[i]` after `data_as_of`. */
export const bandsSchema = z
  .strictObject({
    at: z.array(z.number().int().min(1)),
    lower95: column,
    lower80: column,
    lower50: column,
    median: column,
    upper50: column,
    upper80: column,
    upper95: column,
  })
  .meta({ id: 'ForecastBands' })
export type Bands = z.infer<typeof bandsSchema>

const metricIntervalsSchema = z.strictObject({
  cumulative: bandsSchema.meta({ description: 'Cumulative count at the end of each day ahead.' }),
  weekly: bandsSchema.meta({ description: 'New counts in the seven days that end on each day of `at`.' }),
})

export const forecastSourceSchema = z.strictObject({
  kind: z.enum(['real', 'simulated']),
  source_id: z.string(),
  publisher: z.string(),
  import_id: z.string().nullable(),
})
export type ForecastSource = z.infer<typeof forecastSourceSchema>

export const populationSchema = z.strictObject({
  people: z.number().int().positive(),
  source: z.string(),
  year: z.number().int(),
})

/** The one form in which every forecast leaves, whoever made it: twelve fixed fields, and what stands beside them. */
export const forecastDataSchema = z
  .strictObject({
    region: z.string().meta({ example: 'USA' }),
    actual_cases: z.number().min(0),
    actual_deaths: z.number().min(0).nullable().meta({ description: 'Null where no source has deaths.' }),
    forecasted_cases: z.array(pointSchema),
    forecasted_deaths: z.array(pointSchema),
    confidence_score: z.number().min(0).max(1).meta({
      description:
        'P(new cases in the week that ends on day 14 within ±25 % of the median), calibrated on past forecasts; halved when the data are over 14 days old.',
    }),
    risk_level: z.enum(RISK_LEVELS),
    risk_score: z.number().min(0).max(100),
    outbreak_probability: z.number().min(0).max(1).meta({
      description: 'P(new cases in the second week ahead ≥ 1.25 × last week); 0 when last week had under 10.',
    }),
    trend: z.enum(TRENDS),
    timestamp: z.iso.datetime(),
    provider: z.string(),

    region_name: z.string(),
    unit: z.literal('people'),
    horizon_days: z.number().int().min(1),
    intervals: z.strictObject({ cases: metricIntervalsSchema, deaths: metricIntervalsSchema.nullable() }),
    data_as_of: z.iso.date(),
    made_at: z.iso.datetime(),
    epoch: z.number().int(),
    // Forecasts that were stored before providers were asked lack it.
    call_id: z.string().nullable().optional().meta({
      description: 'The question to the provider that it was made from; null for the built-in engine.',
    }),
    run_id: z.string(),
    volatility: z.number().min(0).meta({
      description: 'Mean absolute change from week to week over the last 8 weeks, relative to their mean.',
    }),
    flags: z.array(flagSchema),
    source: forecastSourceSchema,
    population: populationSchema.nullable(),
    last_week_cases: z.number().min(0),
    rate_per_100k: z.number().min(0).nullable(),
  })
  .meta({ id: 'ForecastData' })
export type ForecastData = z.infer<typeof forecastDataSchema>

/** What is stored of a forecast: what leaves, and the hub quantiles by which it is scored when the truth arrives. */
export const storedForecastSchema = z.strictObject({
  forecast: forecastDataSchema,
  quantiles: z.strictObject({
    levels: z.array(z.number()),
    cases: z.array(column),
    deaths: z.array(column).nullable(),
  }),
})
export type StoredForecast = z.infer<typeof storedForecastSchema>

/** Payload of the job `forecast.run`. */
export const forecastRunPayloadSchema = z.strictObject({
  regions: z.array(z.string().min(1).max(80)).max(1_000).optional(),
  /** Replays the run as if that were the last day of data; stored, but not made the current forecast. */
  origin: z.iso.date().optional(),
  trigger: z.enum(['schedule', 'import', 'manual']).optional(),
})
export type ForecastRunPayload = z.infer<typeof forecastRunPayloadSchema>
