import 'server-only'
import type { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'
import type { RouteContract } from './contract.ts'
import { faultResponse, problemResponse } from './problem.ts'
import { consumeOne, tooMany } from './rate-limit.ts'
import { addressOf, isFromOwnPage, readJson, requestIdOf } from './request.ts'

export type Caller = { readonly actor: Actor; readonly byCookie: boolean }

/** What the wrapper needs from the domains, given by the app so that this file knows none of them. */
export type ApiPorts = {
  authenticate(headers: Headers): Promise<Caller | null>
  audit(entry: {
    actor: Actor
    action: string
    target: string
    outcome: string
    requestId: string
  }): Promise<void>
}

type Call<Params, Query, Body> = {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Anyone signed in; on public routes without a sign-in, nobody. */
  readonly actor: Actor
  readonly address: string
  readonly requestId: string
  readonly request: Request
}

type Handler<Params, Query, Body, Answer> = (
  call: Call<Params, Query, Body>,
) => Promise<Result<Answer, DomainError>>

const NOBODY: Actor = { id: 'nobody', name: 'Nobody', role: 'user', portal: 'api' }

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> }

/**
 * Makes the wrapper that every API route goes through, in this order: request id, authentication, role, origin,
 * rate limit, strict schemas for params, query and body, handler, audit, response.
 */
export function createApi(ports: ApiPorts) {
  return function route<Params, Query, Body, Answer>(
    contract: RouteContract<Params, Query, Body, Answer>,
    handler: Handler<Params, Query, Body, Answer>,
  ) {
    return async (request: Request, context: NextContext): Promise<Response> => {
      const startedAt = performance.now()
      const requestId = requestIdOf(request.headers)
      const instance = new URL(request.url).pathname
      const response = await answer().catch((cause: unknown) => {
        log.error({ err: cause, requestId, path: contract.path }, 'a request failed')
        return faultResponse(instance, requestId)
      })
      response.headers.set('x-request-id', requestId)
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
      metrics().requestSeconds.observe(
        { method: contract.method, route: contract.path, status: response.status },
        (performance.now() - startedAt) / 1_000,
      )
      return response

      async function answer(): Promise<Response> {
        const caller = await ports.authenticate(request.headers)
        const address = addressOf(request.headers)
        const rate = await consumeOne(
          contract.rate,
          caller ? `user:${caller.actor.id}` : `address:${address}`,
        )
        const headers = {
          'ratelimit-limit': String(rate.limit),
          'ratelimit-remaining': String(rate.remaining),
          'ratelimit-reset': String(rate.resetS),
        }
        const refuse = (error: DomainError) => problemResponse(error, instance, requestId, headers)
        const denied = denial(contract, caller, request)
        if (denied) return refuse(denied)
        if (!rate.allowed) return refuse(tooMany(rate.resetS))
        const input = await readInput(contract, request, context)
        if (!input.ok) return refuse(input.error)
        const actor = caller?.actor ?? NOBODY
        const result = await run({ ...input.value, actor, address, requestId, request })
        if (contract.audited) {
          await ports.audit({
            actor,
            action: `${contract.method} ${contract.path}`,
            target: instance,
            outcome: result.ok ? 'done' : result.error.code,
            requestId,
          })
        }
        return result.ok
          ? Response.json(result.value, {
              status: contract.status ?? 200,
              headers: { ...headers, ...entityTag(result.value) },
            })
          : refuse(result.error)
      }

      async function run(call: Call<Params, Query, Body>): Promise<Result<Answer, DomainError>> {
        try {
          return await handler(call)
        } catch (cause) {
          if (cause instanceof DomainException) return err(cause.error)
          throw cause
        }
      }
    }
  }
}

function denial(contract: RouteContract, caller: Caller | null, request: Request): DomainError | null {
  if (contract.access !== 'public') {
    if (!caller) return domainError('unauthenticated', 'Sign in, or send a valid access token.')
    if (contract.access === 'admin' && caller.actor.role !== 'admin') {
      return domainError('forbidden', 'Only staff may do this.')
    }
  }
  if (contract.method !== 'GET' && caller?.byCookie && !isFromOwnPage(request.headers)) {
    return domainError(
      'forbidden',
      'A session cookie only counts from a page of this site. Use an access token.',
    )
  }
  return null
}

async function readInput<Params, Query, Body>(
  contract: RouteContract<Params, Query, Body>,
  request: Request,
  context: NextContext,
): Promise<Result<{ params: Params; query: Query; body: Body }, DomainError>> {
  const params = parse(contract.params, await context.params, '')
  if (!params.ok) return params
  const search = [...new URL(request.url).searchParams]
  const query = parse(contract.query, Object.fromEntries(search), '')
  if (!query.ok) return query
  let raw: unknown
  if (contract.body && !contract.upload) {
    const json = await readJson(request)
    if (!json.ok) return json
    raw = json.value
  }
  const body = parse(contract.body, raw, '')
  return body.ok ? ok({ params: params.value, query: query.value, body: body.value }) : body
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown, prefix: string): Result<T, DomainError> {
  if (!schema) return ok(undefined as T)
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  return err(
    domainError('invalid', 'Some values cannot be taken; nothing was changed.', {
      fields: parsed.error.issues.slice(0, 50).map((issue) => ({
        path: `${prefix}${[...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.')}`,
        message: issue.code === 'unrecognized_keys' ? 'is not a field of this request' : issue.message,
      })),
    }),
  )
}

/** Entities carry the bridge's version; it is their tag. */
function entityTag(value: unknown): Record<string, string> {
  const version = (value as { version?: unknown } | null)?.version
  return typeof version === 'number' ? { etag: `"${version}"` } : {}
}
