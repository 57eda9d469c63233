import 'server-only'
import type { SignedIn } from '#lib/accounts/service.ts'
import { listConflicts } from '#lib/bridge/service.ts'

const MOST = 50

/** Conflicts of the person's account and profile, as the pages that list them take them. */
export async function ownConflicts({ actor }: SignedIn) {
  const of = (entity: string) => listConflicts(actor, { entity, entityId: actor.id, limit: MOST })
  const [user, profile] = await Promise.all([of('user'), of('profile')])
  return { user, profile }
}
