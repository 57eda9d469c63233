import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { importUploadQuerySchema } from './upload-schema.ts'

export const importData = defineContract({
  method: 'POST',
  path: '/api/v1/admin/data/import',
  summary: 'Import a file of time series',
  description:
    'The body is the file itself: the publisher’s wide CSV or the long form `country,date,cum_cases,cum_deaths`, ' +
    'gzip or not. It is stored as it comes and read by a job; the answer names the job, whose status tells how far ' +
    'it is, what it took and which lines it refused. Importing the same file again changes nothing.',
  tag: 'Data',
  access: 'admin',
  rate: 'general',
  query: importUploadQuerySchema,
  upload: ['application/octet-stream', 'text/csv', 'application/gzip', 'application/x-gzip'],
  answer: z.strictObject({ job_id: z.string() }),
  status: 202,
  audited: true,
  refuses: ['too-large', 'unavailable'],
  examples: { answer: { job_id: '0199c0de-0000-7000-8000-000000000002' } },
})
