import type { DomainError, ErrorCode } from '#lib/core/errors.ts'

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
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  requestId: string
  code: string
  errors: { path: string; message: string }[]
} & Record<string, unknown>

export function problemOf(error: DomainError, instance: string, requestId: string): Problem {
  const { status, title } = STATUS[error.code]
  return {
    type: `urn:intellicv:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    requestId,
    code: error.code,
    errors: (error.fields ?? []).map((field) => ({ ...field })),
    ...error.details,
  }
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
