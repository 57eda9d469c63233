import { domainError } from '#lib/core/errors.ts'

/** SQLSTATE classes and codes of a database that does not serve now, and may soon. */
const STATES = /^(08...|57P0[1-3]|53[0-9]{3}|55P03|25006)$/
/** What Node and Prisma call a connection that could not be made or did not last. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1017',
  'P2024',
])
const WORDS =
  /connection terminated|timeout exceeded when trying to connect|unable to start a transaction in the given time|client has encountered a connection error/i

/** Whether a fault says that the database could not be had, and nothing about what was asked of it. */
export function isOutage(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false
  const { code, message, cause: inner } = cause as { code?: unknown; message?: unknown; cause?: unknown }
  if (typeof code === 'string' && (STATES.test(code) || CODES.has(code))) return true
  if (typeof message === 'string' && WORDS.test(message)) return true
  return inner !== undefined && isOutage(inner)
}

export const OUTAGE = domainError(
  'unavailable',
  'The database cannot be reached just now: try again shortly.',
  { retryAfterS: 2 },
)
