import 'server-only'
import { defineJob } from '#lib/jobs/definition.ts'
import { BULK_EDIT_JOB, editSelected } from './bulk-edit-service.ts'
import { bulkUpdateSchema } from './schema.ts'

/** Changes many people at once, as staff asked for. */
const bulkEditJob = defineJob({
  kind: BULK_EDIT_JOB,
  payload: bulkUpdateSchema,
  run: (update, context) => editSelected(update, context),
})

/** Every kind of background work of this domain. */
export const accountJobs = [bulkEditJob]
