import 'server-only'
import { notFound } from 'next/navigation'
import { type DomainError, DomainException } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'

/** What a page cannot do without: what is not there is a missing page, anything else the error page. */
export function orFail<T>(result: Result<T, DomainError>): T {
  if (result.ok) return result.value
  if (result.error.code === 'not-found') notFound()
  throw new DomainException(result.error)
}
