import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { type EntityWriteHeaders, versionOf } from '#lib/platform/http/headers.ts'
import type { PersonUpdate } from './schema.ts'

/**
 * Puts a write to a person together from its body and headers: the base version may be in either (the body's counts
 * first), and so may the idempotency key. Error: `invalid` when there is no version, or two different keys.
 */
export function readPersonUpdate(
  body: PersonUpdate,
  headers: EntityWriteHeaders,
): Result<PersonUpdate & { baseVersion: NonNullable<PersonUpdate['baseVersion']> }, DomainError> {
  const ifMatch = headers['if-match']
  const baseVersion = body.baseVersion ?? (ifMatch === undefined ? undefined : versionOf(ifMatch))
  const headerKey = headers['idempotency-key']
  if (baseVersion === undefined) {
    return err(
      domainError('invalid', 'Say which version the change is based on; nothing was changed.', {
        fields: [{ path: 'baseVersion', message: 'is missing, and so is If-Match' }],
      }),
    )
  }
  if (headerKey && body.idempotencyKey && headerKey !== body.idempotencyKey) {
    return err(
      domainError(
        'invalid',
        'The header and the body have different idempotency keys; nothing was changed.',
        {
          fields: [{ path: 'idempotencyKey', message: 'differs from the Idempotency-Key header' }],
        },
      ),
    )
  }
  return ok({ ...body, baseVersion, idempotencyKey: body.idempotencyKey ?? headerKey })
}
