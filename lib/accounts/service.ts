import 'server-only'
import { answerOnce } from '#lib/bridge/idempotency-service.ts'
import type { SyncAnswer } from '#lib/bridge/schema.ts'
import {
  appendEvents,
  getSnapshot,
  pokeRelay,
  publishEvent,
  type SyncPart,
  sync,
} from '#lib/bridge/service.ts'
import type { Actor, Portal } from '#lib/core/actor.ts'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { inSqlTransaction, inTransaction, type Tx } from '#lib/platform/db/transaction.ts'
import { consume } from '#lib/platform/http/rate-limit.ts'
import { queueMail } from '#lib/platform/mail/outbox.ts'
import { getStaffSettings, signUpRefusal } from '#lib/settings/service.ts'
import { auth } from './auth.ts'
import { userEntity } from './entity.ts'
import { hashPassword } from './password.ts'
import { checkPassword, WRONG_SIGN_IN } from './password-check.ts'
import * as repo from './repo.ts'
import type { UserListQuery, UserRow } from './schema.ts'
import { readAccessToken } from './tokens.ts'
import { readListCursor, writeListCursor } from './user-list-cursor.ts'
import { countUserRows, listUserRows } from './user-list-repo.ts'

export { issueTokens, refreshTokens, type TokenAnswer } from './token-exchange.ts'

export type SignedIn = {
  readonly actor: Actor
  readonly email: string
  /** How they proved who they are: names the session or the refresh family, so that ending it ends this too. */
  readonly via: { kind: 'session'; sessionId: string } | { kind: 'token'; familyId: string }
}

/**
 * Who is behind a request, from its session cookie or bearer token; null when nobody valid is. Looks at the
 * person's present role and status each time: a ban or a role change works at once.
 */
export async function authenticate(headers: Headers, portal?: Portal): Promise<SignedIn | null> {
  const authorization = headers.get('authorization')
  if (authorization) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    return token ? authenticateToken(token) : null
  }
  if (!headers.get('cookie')) return null
  const session = await auth().api.getSession({ headers })
  if (!session) return null
  const user = await repo.findUser(session.user.id)
  if (user?.status !== 'active') return null
  return signedIn(user, portal, { kind: 'session', sessionId: session.session.id })
}

/** The same for a bare access token, as sockets send it. */
export async function authenticateToken(token: string): Promise<SignedIn | null> {
  const claims = await readAccessToken(token)
  if (!claims) return null
  const user = await repo.findUser(claims.userId)
  if (user?.status !== 'active' || user.signInEpoch !== claims.signInEpoch) return null
  if (!(await repo.familyStands(claims.familyId))) return null
  return signedIn(user, 'api', { kind: 'token', familyId: claims.familyId })
}

function signedIn(user: repo.SignedInUser, portal: Portal | undefined, via: SignedIn['via']): SignedIn {
  const role = user.role === 'admin' ? 'admin' : 'user'
  return { actor: { id: user.id, name: user.name, role, portal: portal ?? role }, email: user.email, via }
}

/** Opens a session; the answer's `cookies` are the Set-Cookie headers that carry it. */
export async function signIn(
  input: { email: string; password: string },
  request: { headers: Headers; address: string },
): Promise<Result<{ cookies: string[]; role: string }, DomainError>> {
  const checked = await checkPassword(input.email, input.password, request.address)
  if (!checked.ok) return checked
  const response = await auth().api.signInEmail({ body: input, headers: request.headers, asResponse: true })
  if (!response.ok) return err(WRONG_SIGN_IN)
  // A new password or a ban since the check has ended all sessions, but perhaps before this one was there.
  if (!(await inTransaction((tx) => repo.signInStands(tx, checked.value)))) {
    const { token } = (await response.json()) as { token: string }
    await repo.deleteSession(token)
    return err(WRONG_SIGN_IN)
  }
  return ok({ cookies: response.headers.getSetCookie(), role: checked.value.role })
}

/** Ends the session behind these headers; its sockets close too. */
export async function signOut(headers: Headers): Promise<{ cookies: string[] }> {
  const session = await auth().api.getSession({ headers })
  const response = await auth().api.signOut({ headers, asResponse: true })
  if (session) await endedSession(session.user.id, session.session.id)
  return { cookies: response.headers.getSetCookie() }
}

/** Tells every process to close the sockets of a session, or of all sessions of a person. */
function endedSession(userId: string, sessionId?: string): Promise<void> {
  return publishEvent('session.ended', sessionId ? { sessionId } : {}, {
    entity: 'session',
    entityId: userId,
    rooms: [],
  })
}

/**
 * Makes an account for somebody who signs up. An address that has one already gets the same answer; its owner is
 * told by mail, so that nobody learns here who has an account.
 */
export async function signUp(
  input: { name: string; email: string; password: string },
  request: { address: string },
): Promise<Result<{ created: boolean }, DomainError>> {
  const limited = await consume('auth', [`address:${request.address}`])
  if (limited) return err(limited)
  const closed = await signUpRefusal()
  if (closed) return err(closed)
  const passwordHash = await hashPassword(input.password)
  if (await repo.findUserByEmail(input.email)) {
    await queueMail({
      to: input.email,
      purpose: 'sign-up-again',
      subject: 'You have an IntelliCV account already',
      paragraphs: [
        'Somebody, probably you, tried to make an account with this address. You have one already:',
        'sign in, or choose a new password if you forgot yours.',
      ],
      link: { href: `${publicUrl()}/forgot`, label: 'Choose a new password' },
    })
    return ok({ created: false })
  }
  const made = await makeUser({ ...input, role: 'user', plan: 'free', passwordHash, actor: null })
  return made.ok || made.error.code === 'conflict' ? ok({ created: made.ok }) : made
}

/**
 * Makes an account on behalf of staff. Without a password the person chooses one by a mailed link. A repeat with the
 * same idempotency key answers the account that the first one made.
 */
export async function createUser(
  actor: Actor,
  input: { email: string; name: string; password?: string | undefined; role: string; plan: string },
  idempotencyKey?: string,
): Promise<Result<UserRow, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff make accounts for others.'))
  const passwordHash = input.password ? await hashPassword(input.password) : null
  const { password, ...rest } = input
  const made = await makeUser({ ...rest, passwordHash, actor, once: { key: idempotencyKey, content: input } })
  if (!made.ok) return made
  if (!password && !made.value.repeated) await requestPasswordReset(input.email)
  return ok(made.value.row)
}

async function makeUser(input: {
  email: string
  name: string
  role: string
  plan: string
  passwordHash: string | null
  actor: Actor | null
  once?: { key: string | undefined; content: unknown }
}): Promise<Result<{ row: UserRow; repeated: boolean }, DomainError>> {
  try {
    const { defaultHomeRegion: homeRegion } = await getStaffSettings()
    const made = await inTransaction((tx) =>
      answerOnce(tx, { actorId: input.actor?.id ?? 'nobody', ...input.once }, () =>
        insertUser(tx, { ...input, homeRegion }),
      ),
    )
    pokeRelay()
    return ok({ row: made.answer, repeated: made.repeated })
  } catch (cause) {
    if (cause instanceof DomainException) return err(cause.error)
    if (await repo.findUserByEmail(input.email)) {
      return err(
        domainError('conflict', 'There is an account with this e-mail address already.', {
          fields: [{ path: 'email', message: 'has an account already' }],
        }),
      )
    }
    throw cause
  }
}

async function insertUser(tx: Tx, input: Omit<repo.NewUser, 'emailVerified'> & { actor: Actor | null }) {
  const { email, name, role, plan, passwordHash, homeRegion } = input
  const id = await repo.insertUser(tx, {
    email,
    name,
    role,
    plan,
    passwordHash,
    homeRegion,
    emailVerified: false,
  })
  await appendEvents(tx, [
    {
      type: 'user.created',
      entity: 'user',
      entityId: id,
      version: 1,
      fields: { email, name, role, status: 'active', plan },
      actor: input.actor ?? { id, name, role: 'user', portal: 'user' },
      rooms: userEntity.rooms(id),
    },
  ])
  const row = await repo.findUserRow(id, tx)
  if (!row) throw new Error('A person who was just made is not there')
  return row
}

/** Mails a link for a new password. Says nothing of whether the address has an account. */
export async function requestPasswordReset(
  email: string,
  address?: string,
): Promise<Result<null, DomainError>> {
  const limited = await consume('auth', [`reset:${email}`, ...(address ? [`address:${address}`] : [])])
  if (limited) return err(limited)
  await auth().api.requestPasswordReset({ body: { email } })
  return ok(null)
}

/** Sets a new password by a mailed token, once; every session and token of the person ends. */
export async function resetPassword(
  input: { token: string; password: string },
  request: { address: string },
): Promise<Result<null, DomainError>> {
  const limited = await consume('auth', [`address:${request.address}`])
  if (limited) return err(limited)
  const userId = await repo.findResetUser(input.token)
  try {
    await auth().api.resetPassword({ body: { token: input.token, newPassword: input.password } })
  } catch {
    return err(
      domainError('invalid', 'This link was used already or is older than an hour. Ask for a new one.', {
        fields: [{ path: 'token', message: 'does not work any more' }],
      }),
    )
  }
  if (userId) {
    await inSqlTransaction((sql) => repo.endSignIns(sql, userId))
    await endedSession(userId)
  }
  return ok(null)
}

/** Lets go of sessions and refresh tokens that expired at least a day ago. */
export function pruneSignIns(now: Date): Promise<number> {
  return repo.deleteEndedSignIns(new Date(now.getTime() - 24 * 60 * 60 * 1_000))
}

/** A page of people for staff. `nextCursor` continues it; `total` counts everyone the filter fits. */
export async function listUsers(
  actor: Actor,
  query: UserListQuery,
): Promise<Result<{ items: UserRow[]; nextCursor: string | null; total: number }, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see the list of people.'))
  const after = query.cursor === undefined ? null : readListCursor(query.cursor, query)
  if (query.cursor !== undefined && !after) {
    return err(
      domainError('invalid', 'The cursor is not one of this list.', {
        fields: [{ path: 'cursor', message: 'is not one of this list in this order' }],
      }),
    )
  }
  const [rows, total] = await Promise.all([listUserRows(query, after), countUserRows(query)])
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return ok({ items, nextCursor: last ? writeListCursor(query, last) : null, total })
}

/** The names of people by id, for staff; ids of nobody are left out. */
export async function namesOf(actor: Actor, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return actor.role === 'user' ? new Map() : repo.readNames(ids)
}

export async function getUserRow(actor: Actor, id: string): Promise<Result<UserRow, DomainError>> {
  const row = userEntity.mayRead(actor, id) ? await repo.findUserRow(id) : null
  return row ? ok(row) : err(domainError('not-found', 'There is no such person.'))
}

const accountFields = new Set([...Object.keys(userEntity.columns), ...userEntity.reservedFields])

/**
 * Changes a person's account and profile in one write. Each entity keeps its own version; a single base version
 * stands for the entity whose fields are given, and for both when fields of both are: then the profile's is meant,
 * and the account is compared with it where it has got that far. Changing one's own e-mail needs `currentPassword`.
 */
export async function syncUserData(
  actor: Actor,
  userId: string,
  input: {
    baseVersion:
      | number
      | 'newest'
      | { readonly user?: number | undefined; readonly profile?: number | undefined }
    fields: Readonly<Record<string, unknown>>
    idempotencyKey?: string | undefined
    currentPassword?: string | undefined
  },
): Promise<Result<SyncAnswer, DomainError>> {
  const entries = Object.entries(input.fields)
  const account = Object.fromEntries(entries.filter(([field]) => accountFields.has(field)))
  const profile = Object.fromEntries(entries.filter(([field]) => !accountFields.has(field)))
  const touchesProfile = Object.keys(profile).length > 0
  const { baseVersion } = input
  const missing = (['user', 'profile'] as const).filter(
    (entity) =>
      typeof baseVersion === 'object' &&
      baseVersion[entity] === undefined &&
      (entity === 'user' ? Object.keys(account).length > 0 : touchesProfile),
  )
  if (missing.length > 0) {
    const fields = missing.map((entity) => ({ path: `baseVersion.${entity}`, message: 'is missing' }))
    return err(domainError('invalid', 'Say which version the change is based on.', { fields }))
  }
  const base = (entity: 'user' | 'profile') =>
    typeof baseVersion === 'object' ? (baseVersion[entity] ?? 0) : baseVersion
  const parts: SyncPart[] = []
  if (touchesProfile || Object.keys(account).length === 0) {
    parts.push({ entity: 'profile', id: userId, baseVersion: base('profile'), fields: profile })
  }
  if (Object.keys(account).length > 0) {
    const shared = touchesProfile && typeof input.baseVersion === 'number'
    parts.push({ entity: 'user', id: userId, baseVersion: base('user'), fields: account, capBase: shared })
  }
  const { idempotencyKey, currentPassword } = input
  return sync({ userId, parts, idempotencyKey, proof: { currentPassword } }, actor)
}

/** An account and a profile as one answer, with the version of each. */
export async function getPerson(
  actor: Actor,
  userId: string,
): Promise<
  Result<
    {
      userId: string
      version: number
      versions: { user: number; profile: number }
      account: Readonly<Record<string, unknown>>
      profile: Readonly<Record<string, unknown>>
      meta: Readonly<Record<string, unknown>>
    },
    DomainError
  >
> {
  const [user, profile] = await Promise.all([
    getSnapshot('user', userId, actor),
    getSnapshot('profile', userId, actor),
  ])
  if (!user.ok) return user
  if (!profile.ok) return profile
  return ok({
    userId,
    version: profile.value.version,
    versions: { user: user.value.version, profile: profile.value.version },
    account: user.value.fields,
    profile: profile.value.fields,
    meta: { ...user.value.meta, ...profile.value.meta },
  })
}
