'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import * as service from './service.ts'

/** Marks one of the actor's own notifications as read. */
export async function markReadAction(id: string): Promise<Result<null, DomainError>> {
  const actor = await requireActor('user')
  if (!actor.ok) return actor
  if (typeof id !== 'string' || id.length > 160) {
    return err(domainError('not-found', 'There is no such notification.'))
  }
  const read = await service.markRead(actor.value, id)
  return read.ok ? ok(null) : read
}

export async function markAllReadAction(): Promise<Result<null, DomainError>> {
  const actor = await requireActor('user')
  if (!actor.ok) return actor
  await service.markAllRead(actor.value)
  return ok(null)
}
