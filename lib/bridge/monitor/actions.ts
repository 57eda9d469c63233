'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import type { AlertRule } from './alert-domain.ts'
import * as alerts from './alert-service.ts'

/** Changes what has to be so, and for how long, before staff are told. */
export async function changeAlertRule(id: string, change: unknown): Promise<Result<AlertRule, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.change-alert-rule', target: `alert-rule/${String(id)}` }
  return audited(entry, () => alerts.changeRule(actor.value, String(id), change))
}
