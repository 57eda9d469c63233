import 'server-only'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB, 2 passes, 1 lane). */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS)
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, password)
}

let decoy: Promise<string> | undefined

/** Does the work of checking a password when there is none, so that time does not tell who has an account. */
export async function verifyNothing(password: string): Promise<false> {
  decoy ??= hashPassword('no account has this password')
  await verifyPassword(await decoy, password)
  return false
}
