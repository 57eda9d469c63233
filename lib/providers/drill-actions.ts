'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import * as service from './drill-service.ts'
import type { DrillReport } from './schema.ts'

/** Plays each kind of fault on a shadow of the lock. */
export async function runDrill(): Promise<Result<DrillReport, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.run-provider-drill', target: 'provider/drill' }
  return audited(entry, () => service.runDrill(actor.value))
}
