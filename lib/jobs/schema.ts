import { z } from 'zod'

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const

export const progressSchema = z.object({
  done: z.number().optional(),
  total: z.number().nullable().optional(),
  unit: z.string().optional(),
  note: z.string().optional(),
})

export const jobSchema = z
  .strictObject({
    job_id: z.string(),
    kind: z.string(),
    status: z.enum(JOB_STATUSES),
    progress: progressSchema,
    report: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
    version: z.number().int(),
    requested_by: z.string(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'Job', description: 'A piece of background work, how far it is and how it ended.' })

export type Job = z.infer<typeof jobSchema>

export const jobListQuerySchema = z.strictObject({
  kind: z.string().max(80).optional(),
  status: z.enum(JOB_STATUSES).optional(),
  before: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
})

export type JobListQuery = z.infer<typeof jobListQuerySchema>
