import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { processSingleton } from '#lib/platform/runtime.ts'

/** A ticket is used at once; one that lies about does not work for long. */
const LIFE_MS = 60_000

type Ticket = { readonly actor: Actor; readonly rooms: readonly string[]; readonly expiresAt: number }

const tickets = () => processSingleton('bridge.canary-tickets', () => new Map<string, Ticket>())

/** Lets a canary of this process connect to its socket, in the given rooms and no others. */
export function issueTicket(actor: Actor, rooms: readonly string[]): string {
  const now = Date.now()
  for (const [secret, { expiresAt }] of tickets()) if (expiresAt < now) tickets().delete(secret)
  const secret = randomBytes(32).toString('base64url')
  tickets().set(secret, { actor, rooms, expiresAt: now + LIFE_MS })
  return secret
}

/** Who a ticket is for; null for anything that this process did not issue within the last minute. */
export function readTicket(secret: unknown): Ticket | null {
  if (typeof secret !== 'string') return null
  const ticket = tickets().get(secret)
  return ticket && ticket.expiresAt >= Date.now() ? ticket : null
}
