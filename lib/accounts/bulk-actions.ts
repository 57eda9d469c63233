'use server'

import { audited } from '#lib/audit/action-service.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { getJob } from '#lib/jobs/service.ts'
import * as service from './bulk-edit-service.ts'
import { requireActor } from './session.ts'

/** Starts an edit of many people and answers its job as it stands. */
export async function startBulkEdit(input: unknown): Promise<Result<Job, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.edit-many-people', target: 'user/many' }
  const started = await audited(entry, () => service.startBulkEdit(actor.value, input))
  return started.ok ? getJob(actor.value, started.value.runId) : started
}
