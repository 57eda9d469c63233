import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'

export const verifyAudit = defineContract({
  method: 'GET',
  path: '/api/v1/admin/audit/verify',
  summary: 'Check the audit log',
  description:
    'Walks the whole chain of hashes. `brokenAt` is the number of the first entry that does not fit: it was changed, ' +
    'or entries before it are gone. The chain alone does not show that the newest entries were cut off.',
  tag: 'Operations',
  access: 'admin',
  rate: 'general',
  answer: z.strictObject({
    intact: z.boolean(),
    brokenAt: z.string().nullable().meta({ description: 'Number of an entry, as decimal text.' }),
  }),
  examples: { answer: { intact: true, brokenAt: null } },
})
