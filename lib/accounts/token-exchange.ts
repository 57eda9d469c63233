import 'server-only'
import { appendEvents, pokeRelay, SYSTEM_ACTOR } from '#lib/bridge/service.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { consume } from '#lib/platform/http/rate-limit.ts'
import { queueMail } from '#lib/platform/mail/outbox.ts'
import { checkPassword, WRONG_SIGN_IN } from './password-check.ts'
import * as repo from './repo.ts'
import { ACCESS_TOKEN_S, hashToken, newRefreshToken, signAccessToken } from './tokens.ts'

export type TokenAnswer = {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
}

/** Exchanges e-mail and password for an access token and the first refresh token of a new family. */
export async function issueTokens(
  input: { email: string; password: string },
  address: string,
): Promise<Result<TokenAnswer, DomainError>> {
  const checked = await checkPassword(input.email, input.password, address)
  if (!checked.ok) return checked
  const tokens = await tokensFor(checked.value, newId())
  return tokens ? ok(tokens) : err(WRONG_SIGN_IN)
}

/** Exchanges a refresh token for the next pair. Using one twice ends the whole family: one of the two was a thief. */
export async function refreshTokens(
  token: string,
  address: string,
): Promise<Result<TokenAnswer, DomainError>> {
  const limited = await consume('general', [`refresh:${address}`])
  if (limited) return err(limited)
  const refused = domainError('unauthenticated', 'This refresh token does not work any more: sign in again.')
  const taken = await repo.takeRefreshToken(hashToken(token), new Date())
  if (taken?.use === 'reused') await endFamily(taken)
  if (taken?.use !== 'fresh') return err(refused)
  const user = await repo.findUser(taken.userId)
  const tokens = user?.status === 'active' ? await tokensFor(user, taken.familyId) : null
  return tokens ? ok(tokens) : err(refused)
}

/** Ends what rests on a refresh token that was used twice, its open sockets included, and tells the person, once. */
async function endFamily({ familyId, userId }: { familyId: string; userId: string }): Promise<void> {
  const ended = await inTransaction(async (tx) => {
    if (!(await repo.revokeFamily(tx, familyId))) return false
    await appendEvents(tx, [
      {
        type: 'session.ended',
        entity: 'session',
        entityId: userId,
        version: 0,
        fields: { familyId },
        actor: SYSTEM_ACTOR,
        rooms: [],
      },
    ])
    return true
  })
  if (!ended) return
  pokeRelay()
  const user = await repo.findUser(userId)
  if (!user) return
  await queueMail({
    to: user.email,
    purpose: 'token-reuse',
    subject: 'Somebody used an old sign-in of yours',
    paragraphs: [
      `Hello ${user.name},`,
      'A program that is signed in as you used a refresh token a second time. Each works once, so either the program ' +
        'made a mistake or somebody has a copy. To be safe we ended that sign-in; the program has to sign in again.',
      'If you do not know of such a program, choose a new password: that ends all your sign-ins.',
    ],
    link: { href: `${publicUrl()}/forgot`, label: 'Choose a new password' },
  })
}

/** The next pair of a family, or null when the person's sign-ins or this family ended since `user` was read. */
async function tokensFor(user: repo.SignedInUser, familyId: string): Promise<TokenAnswer | null> {
  const refresh = newRefreshToken(new Date())
  const stands = await inTransaction(async (tx) => {
    await repo.lockFamily(tx, familyId)
    if (!(await repo.signInStands(tx, user)) || !(await repo.familyStands(familyId, tx))) return false
    await repo.insertRefreshToken(tx, {
      familyId,
      userId: user.id,
      tokenHash: refresh.hash,
      expiresAt: refresh.expiresAt,
    })
    return true
  })
  if (!stands) return null
  return {
    access_token: await signAccessToken({ userId: user.id, familyId, signInEpoch: user.signInEpoch }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_S,
    refresh_token: refresh.token,
  }
}
