import 'server-only'
import { recordActionWithin } from '#lib/audit/service.ts'
import { appendEvents, forgetPerson, lockEntities, pokeRelay, wroteEntity } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { dropNotificationsOf } from '#lib/notifications/service.ts'
import { inTransaction, sqlOf, type Tx } from '#lib/platform/db/transaction.ts'
import { deletePerson, type Leaving, readLeaving } from './delete-repo.ts'
import { preferencesEntity, profileEntity, userEntity } from './entity.ts'
import { countOtherAdmins } from './repo.ts'

/** The account last: whoever hears that it is gone hears no more, the person themselves first of all. */
const RECORDS = [preferencesEntity, profileEntity, userEntity] as const

type RecordName = 'user' | 'profile' | 'preferences'

/**
 * Deletes a person for good: one transaction takes their account with everything that hangs on it, their notifications,
 * conflicts and kept answers, and writes that it did into the log and the audit log, which keep what happened before.
 * Every sign-in of theirs ends with the row, and each process closes their sockets when it hears of it.
 *
 * Errors: `forbidden` (others than staff, and oneself), `not-found` (also the second time), `conflict` (the last active
 * admin).
 */
export async function deleteUser(
  actor: Actor,
  id: string,
  request: { requestId: string },
): Promise<Result<{ userId: string }, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff delete accounts.'))
  if (actor.id === id) {
    return err(domainError('forbidden', 'Nobody deletes their own account: ask another admin.'))
  }
  try {
    const gone = await inTransaction((tx) => deleteWithin(tx, actor, id, request.requestId))
    for (const [name, version] of gone) wroteEntity(name, id, version)
  } catch (cause) {
    if (cause instanceof DomainException) return err(cause.error)
    throw cause
  }
  pokeRelay()
  return ok({ userId: id })
}

/** Answers the version of each record with which it went. Reads and locks come first, as for every write. */
async function deleteWithin(
  tx: Tx,
  actor: Actor,
  id: string,
  requestId: string,
): Promise<readonly (readonly [RecordName, number])[]> {
  const sql = sqlOf(tx)
  await lockEntities(
    tx,
    RECORDS.map(({ name }) => `${name}:${id}`),
  )
  const leaving = await readLeaving(sql, id)
  if (!leaving) throw new DomainException(domainError('not-found', 'There is no such person.'))
  const isAdmin = leaving.role === 'admin' && leaving.status === 'active'
  if (isAdmin && (await countOtherAdmins(sql, id)) === 0) {
    throw new DomainException(
      domainError('conflict', 'This is the last active admin: make another admin first.'),
    )
  }
  // Before the account: who tells people things locks first the notification and then its person.
  await dropNotificationsOf(tx, id)
  await deletePerson(sql, id)
  await forgetPerson(tx, id)
  const target = `user/${id}`
  const action = `${actor.portal}.delete-person`
  await recordActionWithin(tx, { actor, action, target, outcome: 'done', requestId })
  const gone = versionsAfter(leaving)
  await appendEvents(
    tx,
    RECORDS.map((entity) => ({
      type: `${entity.name}.deleted`,
      entity: entity.name,
      entityId: id,
      version: gone.get(entity.name as RecordName) ?? 1,
      fields: {},
      actor,
      rooms: entity.rooms(id),
      requestedAt: new Date(),
    })),
  )
  return [...gone]
}

function versionsAfter({ user, profile, preferences }: Leaving): Map<RecordName, number> {
  return new Map([
    ['preferences', preferences + 1],
    ['profile', profile + 1],
    ['user', user + 1],
  ])
}
