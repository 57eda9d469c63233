'use server'

import { z } from 'zod'
import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import type { AlertRule } from './alert-domain.ts'
import * as alerts from './alert-service.ts'
import { type MismatchRecord, MONITOR_KINDS, type MonitorRun } from './schema.ts'
import * as monitor from './service.ts'

/** Changes what has to be so, and for how long, before staff are told. */
export async function changeAlertRule(id: string, change: unknown): Promise<Result<AlertRule, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.change-alert-rule', target: `alert-rule/${String(id)}` }
  return audited(entry, () => alerts.changeRule(actor.value, String(id), change))
}

const kindSchema = z.enum(MONITOR_KINDS)

/** Runs the monitor and answers how it ended. */
export async function runMonitor(kind: string): Promise<Result<MonitorRun, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const parsed = kindSchema.safeParse(kind)
  if (!parsed.success) return err(domainError('invalid', 'There is no such check.'))
  const entry = { actor: actor.value, action: 'admin.run-monitor', target: `monitor/${parsed.data}` }
  return audited(entry, () => monitor.runMonitor(actor.value, parsed.data))
}

/** Makes whoever tells otherwise agree with what is stored. */
export async function repairMismatch(id: string): Promise<Result<MismatchRecord, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.repair-mismatch', target: `mismatch/${String(id)}` }
  return audited(entry, () => monitor.repairMismatch(actor.value, String(id)))
}
