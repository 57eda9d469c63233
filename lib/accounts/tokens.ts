import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { env } from '#lib/platform/config/env.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'

/** Seconds that an access token works. Short: a client renews it with its refresh token. */
export const ACCESS_TOKEN_S = 15 * 60
const REFRESH_TOKEN_MS = 30 * 24 * 60 * 60 * 1_000
const AUDIENCE = 'intellicv-api'

const claimsSchema = z.object({ sub: z.string(), fam: z.string(), epo: z.number().int() })

export type AccessClaims = { userId: string; familyId: string; signInEpoch: number }

/** A signed access token (JWT, HS256) that names its refresh family and the person's sign-in epoch. */
export function signAccessToken(claims: AccessClaims): Promise<string> {
  return new SignJWT({ fam: claims.familyId, epo: claims.signInEpoch })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(claims.userId)
    .setIssuer(publicUrl())
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_S}s`)
    .sign(key())
}

/** The claims of a token that is ours, unchanged and not expired; otherwise null. */
export async function readAccessToken(token: string): Promise<AccessClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key(), {
      algorithms: ['HS256'],
      issuer: publicUrl(),
      audience: AUDIENCE,
    })
    const claims = claimsSchema.safeParse(payload)
    return claims.success
      ? { userId: claims.data.sub, familyId: claims.data.fam, signInEpoch: claims.data.epo }
      : null
  } catch {
    return null
  }
}

export function newRefreshToken(now: Date): { token: string; hash: string; expiresAt: Date } {
  const token = `icr_${randomBytes(32).toString('base64url')}`
  return { token, hash: hashToken(token), expiresAt: new Date(now.getTime() + REFRESH_TOKEN_MS) }
}

/** Refresh tokens are random, so a plain hash is enough to make a stolen table useless. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A key of its own, derived from the secret that signs sessions, so that neither kind can stand for the other. */
function key(): Uint8Array {
  return createHash('sha256').update(`access-token:${env().AUTH_SECRET}`).digest()
}
