import 'server-only'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { consume } from '#lib/platform/http/rate-limit.ts'
import { verifyNothing, verifyPassword } from './password.ts'
import * as repo from './repo.ts'

export const WRONG_SIGN_IN = domainError('unauthenticated', 'E-mail or password is wrong.')

/**
 * Whether somebody who is signed in knows their password; null when they do. The caller limits the tries.
 * Errors: `invalid` without a password, `forbidden` with a wrong one.
 */
export async function checkOwnPassword(
  userId: string,
  password: string | undefined,
): Promise<DomainError | null> {
  if (!password) {
    return domainError('invalid', 'Give your current password with this change; nothing was changed.', {
      fields: [{ path: 'currentPassword', message: 'is needed to change your own e-mail' }],
    })
  }
  const stored = await repo.findPasswordHash(userId)
  const right = stored ? await verifyPassword(stored, password) : await verifyNothing(password)
  if (right) return null
  return domainError('forbidden', 'The current password is wrong; nothing was changed.', {
    fields: [{ path: 'currentPassword', message: 'is wrong' }],
  })
}

/**
 * Checks a password within the limits on guesses, by account and by address. Says the same whatever is wrong. The
 * person is read before the password: what is opened on this answer must still stand (`signInStands`).
 */
export async function checkPassword(
  email: string,
  password: string,
  address: string,
): Promise<Result<repo.SignedInUser, DomainError>> {
  const limited = await consume('auth', [`account:${email}`, `address:${address}`])
  if (limited) return err(limited)
  const user = await repo.findUserByEmail(email)
  const stored = user ? await repo.findPasswordHash(user.id) : null
  const right = stored ? await verifyPassword(stored, password) : await verifyNothing(password)
  return user && right && user.status === 'active' ? ok(user) : err(WRONG_SIGN_IN)
}
