import { z } from 'zod'

/** A key that the client makes once per intended write: a repeat gets the first answer and writes nothing. */
const idempotencyKey = z.uuid({ error: 'must be a UUID' }).optional().meta({
  description: 'A UUID, made once per intended write: a repeat gets the first answer and writes nothing.',
  example: '5f0c8a52-8a37-4c7e-9d4e-0d2f1b7f6a11',
})

export const idempotencyHeaders = z.object({ 'idempotency-key': idempotencyKey })

/** What comes with a write to an entity: the version it is based on may be here instead of in the body. */
export const entityWriteHeaders = z.object({
  'idempotency-key': idempotencyKey,
  'if-match': z
    .string()
    .regex(/^(W\/)?("\d{1,9}"|\d{1,9})$/, 'must be a version, like "3"')
    .optional()
    .meta({
      description: 'The version that the caller has seen, when the body has no baseVersion.',
      example: '"3"',
    }),
})

export type EntityWriteHeaders = z.infer<typeof entityWriteHeaders>

/** The version in an If-Match header that its schema let pass. */
export function versionOf(ifMatch: string): number {
  return Number(ifMatch.replace(/\D/g, ''))
}
