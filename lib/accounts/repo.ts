import 'server-only'
import { newId } from '#lib/core/ids.ts'
import { db, type Tx } from '#lib/platform/db/client.ts'
import type { Sql } from '#lib/platform/db/sql.ts'
import type { UserRow } from './schema.ts'

/** What a request needs to know of the person behind it. */
export type SignedInUser = {
  id: string
  name: string
  email: string
  role: string
  status: string
  permissions: string[]
  signInEpoch: number
}

const SIGNED_IN = {
  id: true,
  name: true,
  email: true,
  role: true,
  status: true,
  permissions: true,
  signInEpoch: true,
} as const

export function findUser(id: string): Promise<SignedInUser | null> {
  return db().user.findUnique({ where: { id }, select: SIGNED_IN })
}

export function findUserByEmail(email: string): Promise<SignedInUser | null> {
  return db().user.findUnique({ where: { email }, select: SIGNED_IN })
}

/**
 * How many active admins there are beside one. Until the transaction ends no other one gets an answer, so that two
 * admins cannot demote each other at the same moment. Not by locking the others' rows: each of the two holds its
 * own target's row already, and they would wait for each other for ever.
 */
export async function countOtherAdmins(sql: Sql, id: string): Promise<number> {
  await sql.rows({ text: `SELECT pg_advisory_xact_lock(hashtextextended('admins', 0))::text` })
  const [row] = await sql.rows<{ count: number }>({
    text: `SELECT count(*)::int AS count FROM "user" WHERE role = 'admin' AND status = 'active' AND id <> $1`,
    values: [id],
  })
  return row?.count ?? 0
}

export async function markEmailUnverified(sql: Sql, id: string): Promise<void> {
  await sql.rows({ text: 'UPDATE "user" SET email_verified = false WHERE id = $1', values: [id] })
}

/**
 * Ends every session, refresh token and access token of a person. The epoch comes first: it waits for sign-ins that
 * are being written (`signInStands`), so that what follows sees them, and later ones see the new epoch.
 */
export async function endSignIns(sql: Sql, userId: string): Promise<void> {
  const values = [userId]
  await sql.rows({ text: 'UPDATE "user" SET sign_in_epoch = sign_in_epoch + 1 WHERE id = $1', values })
  await sql.rows({ text: 'DELETE FROM session WHERE user_id = $1', values })
  await sql.rows({
    text: 'UPDATE refresh_token SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL',
    values,
  })
}

/**
 * Whether a person may still sign in as they could when `user` was read. It stays so until the transaction ends, and
 * an end of all sign-ins that is under way is waited for.
 */
export async function signInStands(tx: Tx, user: SignedInUser): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "user"
    WHERE id = ${user.id} AND status = 'active' AND sign_in_epoch = ${user.signInEpoch} FOR SHARE`
  return rows.length > 0
}

export async function deleteSession(token: string): Promise<void> {
  await db().session.deleteMany({ where: { token } })
}

export type NewUser = {
  email: string
  name: string
  role: string
  plan: string
  passwordHash: string | null
  emailVerified: boolean
  /** Code of the region whose forecast is theirs at first; empty for none. */
  homeRegion: string
}

/** Makes a person with everything that belongs to one: way to sign in, profile, preferences. */
export async function insertUser(tx: Tx, user: NewUser): Promise<string> {
  const id = newId()
  await tx.user.create({
    data: {
      id,
      email: user.email,
      name: user.name,
      role: user.role,
      plan: user.plan,
      emailVerified: user.emailVerified,
      profile: { create: {} },
      preferences: { create: { homeRegion: user.homeRegion } },
      ...(user.passwordHash
        ? {
            credentials: {
              create: { id: newId(), accountId: id, providerId: 'credential', password: user.passwordHash },
            },
          }
        : {}),
    },
  })
  return id
}

export async function findPasswordHash(userId: string): Promise<string | null> {
  const credential = await db().credential.findFirst({
    where: { userId, providerId: 'credential' },
    select: { password: true },
  })
  return credential?.password ?? null
}

export async function insertRefreshToken(
  tx: Tx,
  token: { familyId: string; userId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  await tx.refreshToken.create({ data: { id: newId(), ...token } })
}

/** Makes this transaction the only one that adds to a family or revokes it: neither misses the other. */
export async function lockFamily(tx: Tx, familyId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`family:${familyId}`}, 0))`
}

/**
 * Uses a refresh token once: `fresh` for exactly one of any number of simultaneous uses, `reused` for the others and
 * for all later ones, `ended` for a token that nobody used before it expired or was revoked; null for no token.
 */
export async function takeRefreshToken(
  tokenHash: string,
  now: Date,
): Promise<{ familyId: string; userId: string; use: 'fresh' | 'reused' | 'ended' } | null> {
  const taken = await db().$queryRaw<{ family_id: string; user_id: string }[]>`
    UPDATE refresh_token SET used_at = ${now}
    WHERE token_hash = ${tokenHash} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
    RETURNING family_id, user_id`
  if (taken[0]) return { familyId: taken[0].family_id, userId: taken[0].user_id, use: 'fresh' }
  const known = await db().refreshToken.findUnique({ where: { tokenHash } })
  return known && { familyId: known.familyId, userId: known.userId, use: known.usedAt ? 'reused' : 'ended' }
}

/** True when there was something left to revoke. */
export async function revokeFamily(tx: Tx, familyId: string): Promise<boolean> {
  await lockFamily(tx, familyId)
  const { count } = await tx.refreshToken.updateMany({
    where: { familyId, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  return count > 0
}

/** Whether some token of the family may still be used: a revoked family takes its access tokens with it. */
export async function familyStands(familyId: string, client: Tx = db()): Promise<boolean> {
  const revoked = await client.refreshToken.findFirst({
    where: { familyId, revokedAt: { not: null } },
    select: { id: true },
  })
  return revoked === null
}

/** Sign-ins that ended by themselves before `time`. Used refresh tokens stay until then: their reuse is a theft. */
export async function deleteEndedSignIns(time: Date): Promise<number> {
  const ended = { where: { expiresAt: { lt: time } } }
  const [tokens, sessions] = await Promise.all([
    db().refreshToken.deleteMany(ended),
    db().session.deleteMany(ended),
  ])
  return tokens.count + sessions.count
}

export async function readNames(ids: readonly string[]): Promise<Map<string, string>> {
  const people = await db().user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  })
  return new Map(people.map(({ id, name }) => [id, name]))
}

export async function findUserRow(id: string, client: Tx = db()): Promise<UserRow | null> {
  const row = await client.user.findUnique({
    where: { id },
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      status: true,
      plan: true,
      version: true,
      createdAt: true,
    },
  })
  return row && ({ ...row, createdAt: row.createdAt.toISOString() } as UserRow)
}

/** Whose password a mailed token may change, while it may. The identifier is better-auth's. */
export async function findResetUser(token: string): Promise<string | null> {
  const row = await db().verification.findFirst({
    where: { identifier: `reset-password:${token}`, expiresAt: { gt: new Date() } },
    select: { value: true },
  })
  return row?.value ?? null
}

export async function anyAdmin(): Promise<boolean> {
  return (await db().user.findFirst({ where: { role: 'admin' }, select: { id: true } })) !== null
}

export async function anyUser(): Promise<boolean> {
  return (await db().user.findFirst({ where: { role: 'user' }, select: { id: true } })) !== null
}
