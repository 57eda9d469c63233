import { z } from 'zod'

export const METRICS = ['cases', 'deaths'] as const
export type Metric = (typeof METRICS)[number]

export const FILE_FORMATS = ['jhu-wide', 'long', 'generated'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

export const SOURCE_KINDS = ['real', 'simulated', 'starter'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

export const REFUSAL_CODES = [
  'columns',
  'region-name',
  'date',
  'number',
  'negative',
  'no-value',
  'duplicate',
  'incomplete-country',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** Payload of the job `series.import`: a file that is already on this machine. */
export const importPayloadSchema = z.strictObject({
  path: z.string().min(1).max(4096),
  fileName: z.string().min(1).max(255),
  sourceId: z.string().min(1).max(64),
  metric: z.enum(METRICS).optional(),
  /** Remove the file when the import is over: an upload is kept no longer than needed. */
  removeFile: z.boolean().optional(),
  /** Whether the simulated starter data step aside once this real source is published. */
  retireSimulated: z.boolean().optional(),
})
export type ImportPayload = z.infer<typeof importPayloadSchema>

export const refusalSchema = z.strictObject({
  line: z.number().int(),
  code: z.enum(REFUSAL_CODES),
  reason: z.string(),
  excerpt: z.string(),
})
export type Refusal = z.infer<typeof refusalSchema>

/** What an import did. Rows are the file's lines below the header; points are single values of a region and day. */
export const importReportSchema = z
  .strictObject({
    importId: z.string(),
    sourceId: z.string(),
    fileName: z.string(),
    format: z.enum(FILE_FORMATS),
    status: z.enum(['published', 'unchanged']),
    bytes: z.number().int(),
    rowsRead: z.number().int(),
    rowsRefused: z.number().int(),
    pointsRead: z.number().int(),
    pointsStored: z.number().int(),
    pointsChanged: z.number().int(),
    pointsUnchanged: z.number().int(),
    regions: z.number().int(),
    firstDay: z.string(),
    lastDay: z.string(),
    corrections: z.array(
      z.strictObject({
        kind: z.string(),
        series: z.number().int(),
        count: z.number().int(),
        magnitude: z.number(),
        examples: z.array(z.string()),
      }),
    ),
    refusals: z.array(refusalSchema),
    elapsedMs: z.number(),
    rowsPerSecond: z.number(),
  })
  .meta({ id: 'ImportReport' })
export type ImportReport = z.infer<typeof importReportSchema>

/** What is kept of an import that failed. */
export const importFailureSchema = z.strictObject({ error: z.string() })
