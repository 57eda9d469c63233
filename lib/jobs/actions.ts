'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import { startForecastRun } from '#lib/forecasts/service.ts'
import type { Job } from './schema.ts'
import * as service from './service.ts'

/** Asks a job to stop; what it did not publish is gone. */
export async function cancelJob(id: string): Promise<Result<Job, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.cancel-job', target: `job/${id}` }
  return audited(entry, () => service.cancelJob(actor.value, String(id)))
}

/** Starts a forecast run of all regions and answers the job as it stands. */
export async function runForecastsNow(): Promise<Result<Job, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.run-forecasts', target: 'forecasts' }
  const started = await audited(entry, () =>
    startForecastRun({ trigger: 'manual', requestedBy: actor.value }),
  )
  return started.ok ? service.getJob(actor.value, started.value.runId) : started
}

/** A job as it stands, for a page that has just started one. */
export async function readJob(id: string): Promise<Result<Job, DomainError>> {
  const actor = await requireActor('admin')
  return actor.ok ? service.getJob(actor.value, String(id)) : actor
}
