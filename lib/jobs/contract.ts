import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { jobListQuerySchema, jobSchema } from './schema.ts'

const jobParams = z.strictObject({
  job_id: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: 'Id of a job.', example: '0199c0de-0000-7000-8000-000000000002' }),
})

export const getJob = defineContract({
  method: 'GET',
  path: '/api/v1/admin/process/status/{job_id}',
  summary: 'Read how far a job is',
  tag: 'Jobs',
  access: 'admin',
  rate: 'general',
  params: jobParams,
  answer: jobSchema,
  refuses: ['not-found'],
})

export const cancelJob = defineContract({
  method: 'POST',
  path: '/api/v1/admin/process/cancel/{job_id}',
  summary: 'Cancel a job',
  description:
    'A waiting job ends at once, a running one at its next step, and what it has not published is gone. The answer ' +
    'is the job as it is then. Takes no body.',
  tag: 'Jobs',
  access: 'admin',
  rate: 'general',
  params: jobParams,
  answer: jobSchema,
  audited: true,
  refuses: ['not-found', 'conflict'],
})

export const listJobs = defineContract({
  method: 'GET',
  path: '/api/v1/admin/jobs',
  summary: 'List jobs',
  description: 'Newest first. Pass `nextCursor` on as `before`.',
  tag: 'Jobs',
  access: 'admin',
  rate: 'general',
  query: jobListQuerySchema,
  answer: z.strictObject({ items: z.array(jobSchema), nextCursor: z.string().nullable() }),
})
