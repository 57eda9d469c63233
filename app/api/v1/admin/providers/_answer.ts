import type { DomainError } from '#lib/core/errors.ts'
import { ok, type Result } from '#lib/core/result.ts'
import type { Applied } from '#lib/providers/service.ts'

/** The lock after a change, as the API tells it. */
export function lockAnswer(changed: Result<Applied, DomainError>) {
  if (!changed.ok) return changed
  const { holder, epoch, seq } = changed.value.lock
  return ok({ locked_provider: holder, epoch, seq })
}
