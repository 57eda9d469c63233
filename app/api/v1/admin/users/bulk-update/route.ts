import { route } from '#app/api/_wrapper.ts'
import { startBulkEdit } from '#lib/accounts/bulk-edit-service.ts'
import { bulkUpdate } from '#lib/accounts/contract.ts'
import { ok } from '#lib/core/result.ts'

export const POST = route(bulkUpdate, async ({ body, actor }) => {
  const started = await startBulkEdit(actor, body)
  return started.ok ? ok({ job_id: started.value.runId, people: started.value.people }) : started
})
