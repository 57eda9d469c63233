import { z } from 'zod'
import { type DomainError, ERROR_CODES, type ErrorCode } from '#lib/core/errors.ts'

const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  invalid: { status: 422, title: 'Some values cannot be taken' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  stale: { status: 409, title: 'Based on another version' },
  conflict: { status: 409, title: 'In conflict with what is there' },
  'too-large': { status: 413, title: 'Too large' },
  unsupported: { status: 415, title: 'Not a format we read' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available now' },
}

/** RFC 9457. `type` is a stable address that names the code; `detail` is safe to show. */
export const problemSchema = z
  .looseObject({
    type: z.string().meta({ description: 'Names the kind of problem; does not change.' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What happened and what to do, for people.' }),
    instance: z.string(),
    requestId: z.string().meta({ description: 'Tell this id when you ask for help.' }),
    code: z.enum([...ERROR_CODES, 'fault']),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).meta({
      description: 'One entry a wrong value; `path` names the field.',
    }),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request was refused (RFC 9457).',
    example: {
      type: 'urn:intellicv:problem:invalid',
      title: 'Some values cannot be taken',
      status: 422,
      detail: 'Some values cannot be taken; nothing was changed.',
      instance: '/api/v1/profile/0199c0de-0000-7000-8000-000000000001/update',
      requestId: '0199c0de-0000-7000-8000-00000000000a',
      code: 'invalid',
      errors: [{ path: 'fields.headline', message: 'must be one line of plain text' }],
    },
  })

export type Problem = z.infer<typeof problemSchema>

/** What an HTTP client gets for a code. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code].status
}

function problemOf(error: DomainError, instance: string, requestId: string): Problem {
  const { status, title } = STATUS[error.code]
  const problem = {
    type: `urn:intellicv:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    requestId,
    code: error.code,
    errors: (error.fields ?? []).map((field) => ({ ...field })),
  }
  // Extras stand behind, and never in the place of, what every problem has.
  return { ...problem, ...error.details, ...problem }
}

export function problemResponse(
  error: DomainError,
  instance: string,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const problem = problemOf(error, instance, requestId)
  return Response.json(problem, {
    status: problem.status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      ...(error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) }),
      ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
    },
  })
}

/** For faults of ours: people see only the id, the log has the rest. */
export function faultResponse(instance: string, requestId: string): Response {
  return Response.json(
    {
      type: 'urn:intellicv:problem:fault',
      title: 'Something went wrong on our side',
      status: 500,
      detail: `Nothing was changed by half. Try again; if it stays, tell us this id: ${requestId}`,
      instance,
      requestId,
      code: 'fault',
      errors: [],
    },
    { status: 500, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  )
}
