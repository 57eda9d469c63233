import 'server-only'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { isFromOwnPage } from '#lib/platform/http/request.ts'
import { authenticate, type SignedIn } from './service.ts'

/** Who is behind the request being rendered; looked up once a request. */
export const currentSession = cache(async (): Promise<SignedIn | null> => authenticate(await headers()))

/** For pages of the user portal: whoever is signed in, or off to the sign-in page and back. */
export async function requireUserPage(path: string): Promise<SignedIn> {
  const session = await currentSession()
  if (!session) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  return { ...session, actor: { ...session.actor, portal: 'user' } }
}

/** For pages of the admin portal. For others than staff the portal does not exist. */
export async function requireAdminPage(path: string): Promise<SignedIn> {
  const session = await currentSession()
  if (!session) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  if (session.actor.role !== 'admin') notFound()
  return { ...session, actor: { ...session.actor, portal: 'admin' } }
}

/**
 * For server actions, which anyone can call: who is signed in, provided that the call comes from a page of ours. The
 * admin portal counts only for staff.
 */
export async function requireActor(portal: 'admin' | 'user'): Promise<Result<Actor, DomainError>> {
  if (!isFromOwnPage(await headers())) {
    return err(domainError('forbidden', 'This action only works from a page of this site.'))
  }
  const session = await currentSession()
  if (!session)
    return err(
      domainError('unauthenticated', 'Your session has ended: sign in again. What you typed is kept.'),
    )
  if (portal === 'admin' && session.actor.role !== 'admin') {
    return err(domainError('forbidden', 'Only staff may do this.'))
  }
  return ok({ ...session.actor, portal })
}
