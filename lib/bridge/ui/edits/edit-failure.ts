import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation'
import { type DomainError, domainError } from '#lib/core/errors.ts'

/** What becomes of an edit that was sent and not taken. */
export type Failure =
  /** It is sent again, after a while. */
  | { readonly next: 'again'; readonly afterMs: number | null }
  /** It waits until the person has done something: signed in again, or loaded the page anew. */
  | { readonly next: 'wait'; readonly for: 'sign-in' | 'reload' }
  /** It rests on a version that the server does not have (any more); the newest is this one. */
  | { readonly next: 'rebase'; readonly version: number }
  /** It would never be taken as it is. */
  | { readonly next: 'refuse'; readonly error: DomainError }

/** An edit that fails this often in a row although the server is there would fail for ever. */
const MOST_FAULTS_WHILE_LIVE = 5
/** A pause that the server names is waited for; a longer one is told, for the person to decide. */
const LONGEST_PAUSE_S = 30
const RATE_LIMITED_S = 5

/** Reads the server's refusal. */
export function ofRefusal(error: DomainError): Failure {
  const { code, retryAfterS } = error
  if ((retryAfterS ?? 0) > LONGEST_PAUSE_S) return { next: 'refuse', error }
  if (code === 'unavailable') {
    return { next: 'again', afterMs: retryAfterS === undefined ? null : retryAfterS * 1_000 }
  }
  if (code === 'rate-limited') return { next: 'again', afterMs: (retryAfterS ?? RATE_LIMITED_S) * 1_000 }
  if (error.code === 'unauthenticated') return { next: 'wait', for: 'sign-in' }
  const version = error.details?.version
  if (error.code === 'stale' && typeof version === 'number') return { next: 'rebase', version }
  return { next: 'refuse', error }
}

/**
 * Reads what was thrown on the way. `faultsWhileLive` counts the faults of the server in a row, this one included, that
 * happened while the connection stood.
 */
export function ofThrown(cause: unknown, faultsWhileLive: number): Failure {
  if (isUnrecognizedActionError(cause)) return { next: 'wait', for: 'reload' }
  if (isOfNetwork(cause) || faultsWhileLive < MOST_FAULTS_WHILE_LIVE) return { next: 'again', afterMs: null }
  return {
    next: 'refuse',
    error: domainError('unavailable', 'This could not be saved. Your text is kept: try again later.'),
  }
}

/**
 * The request never came back: that says nothing about the edit. Browsers throw a TypeError then, in words of their own
 * (Chromium: "Failed to fetch", Firefox: "NetworkError when …", Safari: "Load failed").
 */
function isOfNetwork(cause: unknown): boolean {
  return (
    cause instanceof NoAnswer ||
    (cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message))
  )
}

/** The server took longer to answer than anybody waits. */
export class NoAnswer extends Error {
  constructor() {
    super('The server did not answer in time')
    this.name = 'NoAnswer'
  }
}
