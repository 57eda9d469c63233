import 'server-only'
import { cache, type ReactNode } from 'react'
import type { SignedIn } from '#lib/accounts/service.ts'
import { requireUserPage } from '#lib/accounts/session.ts'
import { currentPlace, getSnapshot } from '#lib/bridge/service.ts'
import { SETTINGS_ID } from '#lib/settings/schema.ts'

/** Where the log stands, once a request. Layout and page run side by side, so both ask here before they read. */
export const requestPlace = cache(currentPlace)

/** What every page of the user portal does first: note where the log stands, then see who is there. */
export async function openUserPage(path: string): Promise<SignedIn> {
  await requestPlace()
  return requireUserPage(path)
}

/**
 * A layout that sends signed-out visitors away before anything of the page has been sent: behind a place holder the
 * answer would be under way already, and a redirect no longer a redirect.
 */
export function guardedLayout(path: string) {
  return async function GuardedLayout({ children }: { children: ReactNode }) {
    await openUserPage(path)
    return children
  }
}

/** What staff have set for everybody. */
export async function systemSettings({ actor }: SignedIn) {
  const snapshot = await getSnapshot('settings', SETTINGS_ID, actor)
  if (!snapshot.ok) throw new Error('The settings of the product are missing')
  return snapshot.value
}

/** A record that every person has. */
export const ownSnapshot = cache(async (entity: 'user' | 'profile' | 'preferences', session: SignedIn) => {
  const snapshot = await getSnapshot(entity, session.actor.id, session.actor)
  if (!snapshot.ok) throw new Error(`${entity} of a signed-in person is missing`)
  return snapshot.value
})
