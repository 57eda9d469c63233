'use server'

import { headers } from 'next/headers'
import { audited, note } from '#lib/audit/action-service.ts'
import type { DomainError } from '#lib/core/errors.ts'
import { domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { requestIdOf } from '#lib/platform/http/request.ts'
import { deleteUser } from './delete-service.ts'
import { createUserSchema, type UserRow } from './schema.ts'
import * as service from './service.ts'
import { requireActor } from './session.ts'

/** A line of the ⌘K palette that leads to a person. */
type FoundPerson = { id: string; label: string; hint: string; group: string; href: string }

const FOUND_AT_MOST = 8

/** Finds people by name or e-mail for the palette; for others than staff there is nobody to find. */
export async function searchPeople(query: string): Promise<FoundPerson[]> {
  const actor = await requireActor('admin')
  if (!actor.ok || typeof query !== 'string') return []
  const found = await service.listUsers(actor.value, {
    q: query.trim().slice(0, 120),
    sort: 'name',
    order: 'asc',
    limit: FOUND_AT_MOST,
  })
  if (!found.ok) return []
  return found.value.items.map((person) => ({
    id: `user:${person.id}`,
    label: person.name,
    hint: person.email,
    group: 'People',
    href: `/admin/users/${person.id}`,
  }))
}

export type NewPerson = { email: string; name: string; password: string; role: string; plan: string }

/** Makes an account. With an empty password the person gets a mail and chooses one. */
export async function createPerson(input: NewPerson): Promise<Result<UserRow, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const { password, ...rest } = typeof input === 'object' && input !== null ? input : ({} as NewPerson)
  const parsed = createUserSchema.safeParse({ ...rest, ...(password ? { password } : {}) })
  if (!parsed.success) {
    return err(
      domainError('invalid', 'Some values cannot be taken; no account was made.', {
        fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      }),
    )
  }
  const { data } = parsed
  const entry = { actor: actor.value, action: 'admin.create-person', target: 'user/new' }
  return audited(entry, () => service.createUser(actor.value, data))
}

/** Mails a person a link for a new password. */
export async function sendResetMail(userId: string): Promise<Result<{ email: string }, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.send-reset-mail', target: `user/${userId}` }
  return audited(entry, async () => {
    const person = await service.getUserRow(actor.value, String(userId))
    if (!person.ok) return person
    const sent = await service.requestPasswordReset(person.value.email)
    return sent.ok ? ok({ email: person.value.email }) : sent
  })
}

/** Deletes an account for good. That it was done is audited with it; a refusal here. */
export async function deletePerson(userId: string): Promise<Result<{ userId: string }, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const id = String(userId)
  const deleted = await deleteUser(actor.value, id, { requestId: requestIdOf(await headers()) })
  if (!deleted.ok) {
    const entry = { actor: actor.value, action: 'admin.delete-person', target: `user/${id}` }
    await note(entry, deleted.error.code)
  }
  return deleted
}
