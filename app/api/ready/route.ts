import { domainError } from '#lib/core/errors.ts'
import { problemResponse } from '#lib/platform/http/problem.ts'
import { requestIdOf } from '#lib/platform/http/request.ts'
import { readiness } from '#lib/platform/server/readiness.ts'

/** Readiness: whether a balancer should send requests here. Outside the wrapper, which needs the database itself. */
export async function GET(request: Request): Promise<Response> {
  const state = await readiness()
  const headers = { 'cache-control': 'no-store' }
  if (state === 'ready') return Response.json({ status: state }, { headers })
  const error = domainError('unavailable', 'This process cannot serve now.', {
    retryAfterS: 2,
    details: { state },
  })
  return problemResponse(error, '/api/ready', requestIdOf(request.headers), headers)
}
