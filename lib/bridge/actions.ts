'use server'

import { z } from 'zod'
import { requireActor } from '#lib/accounts/session.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import type { SyncAnswer } from './schema.ts'
import { sync } from './service.ts'

const editSchema = z.strictObject({
  portal: z.enum(['admin', 'user']),
  entity: z.string().max(40),
  id: z.string().max(80),
  baseVersion: z.number().int().min(0),
  fields: z.record(z.string().max(64), z.unknown()),
  idempotencyKey: z.uuid(),
})

export type EditRequest = z.infer<typeof editSchema>

/** Changes fields of one entity on behalf of whoever is signed in. A repeat with the same key changes nothing. */
export async function editEntity(input: EditRequest): Promise<Result<SyncAnswer, DomainError>> {
  const edit = editSchema.safeParse(input)
  if (!edit.success)
    return err(domainError('invalid', 'This edit is not in the form we read: reload the page.'))
  const { portal, entity, id, baseVersion, fields, idempotencyKey } = edit.data
  const actor = await requireActor(portal)
  if (!actor.ok) return actor
  return sync({ userId: id, parts: [{ entity, id, baseVersion, fields }], idempotencyKey }, actor.value)
}
