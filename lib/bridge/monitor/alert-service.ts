import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { AlertRule } from './alert-domain.ts'
import * as repo from './alert-repo.ts'
import { type AlertRecord, alertRuleChangeSchema } from './schema.ts'

const forStaff = domainError('forbidden', 'Only staff see and change what is watched.')

/** The alerts, those that are open first, then the newest. */
export async function listAlerts(actor: Actor, limit: number): Promise<Result<AlertRecord[], DomainError>> {
  return actor.role === 'user' ? err(forStaff) : ok(await repo.listAlerts(limit))
}

export async function listRules(actor: Actor): Promise<Result<AlertRule[], DomainError>> {
  return actor.role === 'user' ? err(forStaff) : ok(await repo.readRules())
}

/** Changes a rule; it counts from the next look on, which comes within a second. */
export async function changeRule(
  actor: Actor,
  id: string,
  input: unknown,
): Promise<Result<AlertRule, DomainError>> {
  if (actor.role === 'user') return err(forStaff)
  const change = alertRuleChangeSchema.safeParse(input)
  if (!change.success) {
    return err(
      domainError('invalid', 'This rule cannot be changed so; it stays as it was.', {
        fields: change.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      }),
    )
  }
  const { threshold, forSeconds, enabled } = change.data
  const isThere = await repo.updateRule(id, {
    ...(threshold === undefined ? {} : { threshold }),
    ...(forSeconds === undefined ? {} : { forSeconds }),
    ...(enabled === undefined ? {} : { enabled }),
  })
  const rule = isThere ? (await repo.readRules()).find((candidate) => candidate.id === id) : undefined
  return rule ? ok(rule) : err(domainError('not-found', 'There is no such rule.'))
}
