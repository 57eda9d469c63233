import { authenticate } from '#lib/accounts/service.ts'
import { domainError } from '#lib/core/errors.ts'
import { problemResponse } from '#lib/platform/http/problem.ts'
import { isOnThisMachine, requestIdOf } from '#lib/platform/http/request.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'

/** Metrics of this process; outside the wrapper, so that they can be read while the database is down. */
export async function GET(request: Request): Promise<Response> {
  const caller = isOnThisMachine(request.headers) ? 'scraper' : await authenticate(request.headers, 'api')
  if (caller === null || (caller !== 'scraper' && caller.actor.role !== 'admin')) {
    const error = caller
      ? domainError('forbidden', 'Only staff may do this.')
      : domainError('unauthenticated', 'Sign in, or send a valid access token.')
    return problemResponse(error, '/api/metrics', requestIdOf(request.headers))
  }
  const { registry } = metrics()
  return new Response(await registry.metrics(), {
    headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
  })
}
