/** The closed list of reasons for which the product refuses something. Codes are part of the public API. */
export const ERROR_CODES = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'stale',
  'conflict',
  'too-large',
  'unsupported',
  'rate-limited',
  'unavailable',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export type FieldError = { readonly path: string; readonly message: string }

/**
 * A refusal that a person or a program can act on. `message` is safe to show: it never carries SQL, stacks or
 * text of another service. `details` are machine-readable extras that are equally safe.
 */
export type DomainError = {
  readonly code: ErrorCode
  readonly message: string
  readonly fields?: readonly FieldError[]
  readonly details?: Readonly<Record<string, unknown>>
  /** Seconds after which a repeat makes sense. */
  readonly retryAfterS?: number
}

export function domainError(
  code: ErrorCode,
  message: string,
  extra: Pick<DomainError, 'fields' | 'details' | 'retryAfterS'> = {},
): DomainError {
  return { code, message, ...extra }
}

/** Carries a DomainError through code that can only throw, such as a database transaction that has to roll back. */
export class DomainException extends Error {
  readonly error: DomainError

  constructor(error: DomainError) {
    super(error.message)
    this.name = 'DomainException'
    this.error = error
  }
}
