'use server'

import { audited } from '#lib/audit/action-service.ts'
import type { SyncAnswer } from '#lib/bridge/schema.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import { type OwnEmail, ownEmailSchema } from './schema.ts'
import { syncUserData } from './service.ts'
import { requireActor } from './session.ts'

/**
 * Changes the e-mail of whoever is signed in; their current password says that it is them.
 *
 * Errors: those of `syncUserData`, with the form's names of fields; `conflict` also when somebody else had changed the
 * address since `baseVersion`.
 */
export async function changeOwnEmail(input: OwnEmail): Promise<Result<SyncAnswer, DomainError>> {
  const parsed = ownEmailSchema.safeParse(input)
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return err(domainError('invalid', 'The e-mail was not changed.', { fields }))
  }
  const { portal, baseVersion, email, currentPassword } = parsed.data
  const session = await requireActor(portal)
  if (!session.ok) return session
  const actor = session.value
  const write = async (): Promise<Result<SyncAnswer, DomainError>> => {
    const update = { baseVersion: { user: baseVersion }, fields: { email }, currentPassword }
    const changed = await syncUserData(actor, actor.id, update)
    if (!changed.ok) return err(withFormNames(changed.error))
    if (!changed.value.refused.some(({ field }) => field === 'email')) return changed
    return err(
      domainError(
        'conflict',
        'Somebody had changed your e-mail before this arrived, and that stays. Look at it, then send yours again.',
      ),
    )
  }
  if (actor.role === 'user') return write()
  return audited({ actor, action: `${portal}.change-own-email`, target: `user/${actor.id}` }, write)
}

function withFormNames(error: DomainError): DomainError {
  const fields = error.fields?.map(({ path, message }) => ({ path: path.replace(/^fields\./, ''), message }))
  return fields ? { ...error, fields } : error
}
