'use server'

import { z } from 'zod'
import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import { isOutage, OUTAGE } from '#lib/platform/outage.ts'
import type { SyncAnswer } from './schema.ts'
import { sync } from './service.ts'

const editSchema = z.strictObject({
  /** Whose page sends it: the cookie may be somebody else's by now. */
  madeBy: z.string().max(80),
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
  try {
    return await edit(input)
  } catch (cause) {
    // The page keeps the edit and sends it again; any other fault is told as one.
    if (isOutage(cause)) return err(OUTAGE)
    throw cause
  }
}

async function edit(input: EditRequest): Promise<Result<SyncAnswer, DomainError>> {
  const parsed = editSchema.safeParse(input)
  if (!parsed.success)
    return err(domainError('invalid', 'This edit is not in the form we read: reload the page.'))
  const { madeBy, portal, entity, id, baseVersion, fields, idempotencyKey } = parsed.data
  const actor = await requireActor(portal)
  if (!actor.ok) return actor
  if (actor.value.id !== madeBy) {
    return err(domainError('unauthenticated', 'Somebody else has signed in here: reload the page.'))
  }
  const write = () =>
    sync({ userId: id, parts: [{ entity, id, baseVersion, fields }], idempotencyKey }, actor.value)
  // By who they are, not by the portal that they name: staff can write others' records from either.
  if (actor.value.role === 'user') return write()
  return audited({ actor: actor.value, action: `${portal}.edit-record`, target: `${entity}/${id}` }, write)
}
