import 'server-only'
import type { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, DomainException, domainError, type FieldError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'
import type { RouteContract } from './contract.ts'
import { findUnsafe } from './json-guard.ts'
import { faultResponse, problemResponse } from './problem.ts'
import { consumeOne, type RateState, tooMany } from './rate-limit.ts'
import { addressOf, hasLongBody, isFromOwnPage, mediaTypeOf, readJson, requestIdOf } from './request.ts'

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

type Call<Params, Query, Body, Head> = {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly headers: Head
  /** Anyone signed in; on public routes without a sign-in, nobody. */
  readonly actor: Actor
  readonly address: string
  readonly requestId: string
  readonly request: Request
}

type Handler<Params, Query, Body, Answer, Head> = (
  call: Call<Params, Query, Body, Head>,
) => Promise<Result<Answer, DomainError>>

const NOBODY: Actor = { id: 'nobody', name: 'Nobody', role: 'user', portal: 'api' }

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> }

/**
 * Makes the wrapper that every API route goes through, in this order: request id, authentication, rate limit, role,
 * origin, strict schemas for params, query, headers and body, handler, audit, response.
 */
export function createApi(ports: ApiPorts) {
  return function route<Params, Query, Body, Answer, Head>(
    contract: RouteContract<Params, Query, Body, Answer, Head>,
    handler: Handler<Params, Query, Body, Answer, Head>,
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
      // What is still coming is not worth reading; without this the server would swallow all of it.
      if (!response.ok && hasLongBody(request.headers)) response.headers.set('connection', 'close')
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
      metrics().requestSeconds.observe(
        { method: contract.method, route: contract.path, status: response.status },
        (performance.now() - startedAt) / 1_000,
      )
      return response

      async function answer(): Promise<Response> {
        const caller = await ports.authenticate(request.headers)
        const address = addressOf(request.headers)
        const key = caller ? `user:${caller.actor.id}` : `address:${address}`
        const rate = contract.rate === 'unlimited' ? null : await consumeOne(contract.rate, key)
        const headers = rate ? rateHeaders(rate) : {}
        const refuse = (error: DomainError) => refusal(error, headers)
        if (rate && !rate.allowed) return refuse(tooMany(rate.resetS))
        const actor = caller?.actor ?? NOBODY
        const denied = denial(contract, caller, request)
        if (denied) {
          if (caller) await note(actor, denied.code)
          return refuse(denied)
        }
        const input = await readInput(contract, request, context)
        if (!input.ok) return refuse(input.error)
        const result = await run({ ...input.value, actor, address, requestId, request })
        const isStaffWrite = actor.role !== 'user' && contract.method !== 'GET'
        const isNoted = result.ok && contract.audited === 'within'
        const isToBeNoted = contract.audited || isStaffWrite
        if (!isNoted && (isToBeNoted || reachesForAnother(actor, input.value.params, result))) {
          await note(actor, result.ok ? 'done' : result.error.code)
        }
        if (!result.ok) return refuse(result.error)
        return Response.json(result.value, {
          status: contract.status ?? 200,
          headers: { ...headers, ...entityTag(result.value) },
        })
      }

      function refusal(error: DomainError, headers: Record<string, string>): Response {
        const all = { ...headers }
        if (error.code === 'rate-limited') {
          // A limit within the handler, such as that on password guesses, is the one that counts then.
          all['ratelimit-remaining'] = '0'
          all['ratelimit-reset'] = String(error.retryAfterS ?? 1)
        }
        return problemResponse(error, instance, requestId, all)
      }

      /** What was done is done: that it could not be noted is for whoever runs the product, not for the caller. */
      async function note(actor: Actor, outcome: string): Promise<void> {
        const action = `${contract.method} ${contract.path}`
        try {
          await ports.audit({ actor, action, target: instance, outcome, requestId })
        } catch (cause) {
          log.error(
            { err: cause, actorId: actor.id, action, outcome, requestId },
            'an action was not audited',
          )
        }
      }

      async function run(call: Call<Params, Query, Body, Head>): Promise<Result<Answer, DomainError>> {
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

function rateHeaders(rate: RateState): Record<string, string> {
  return {
    'ratelimit-limit': String(rate.limit),
    'ratelimit-remaining': String(rate.remaining),
    'ratelimit-reset': String(rate.resetS),
  }
}

/** Somebody asked by name for what belongs to another person. They learn nothing; staff can. */
function reachesForAnother(actor: Actor, params: unknown, result: Result<unknown, DomainError>): boolean {
  if (result.ok || result.error.code !== 'not-found' || actor.role !== 'user') return false
  const userId = (params as { user_id?: unknown } | undefined)?.user_id
  return userId !== undefined && userId !== actor.id
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

async function readInput<Params, Query, Body, Head>(
  contract: RouteContract<Params, Query, Body, unknown, Head>,
  request: Request,
  context: NextContext,
): Promise<Result<{ params: Params; query: Query; body: Body; headers: Head }, DomainError>> {
  const params = parse(contract.params, await context.params)
  if (!params.ok) return params
  const query = parse(contract.query, Object.fromEntries(new URL(request.url).searchParams))
  if (!query.ok) return query
  const headers = parse(contract.headers, Object.fromEntries(request.headers))
  if (!headers.ok) return headers
  let raw: unknown
  if (contract.upload) {
    if (!contract.upload.includes(mediaTypeOf(request.headers) ?? '')) {
      return err(domainError('unsupported', `Send the file as ${contract.upload.join(', ')}.`))
    }
  } else if (contract.body) {
    const json = await readJson(request)
    if (!json.ok) return json
    raw = json.value
  }
  const body = parse(contract.body, raw)
  if (!body.ok) return body
  return ok({ params: params.value, query: query.value, headers: headers.value, body: body.value })
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown): Result<T, DomainError> {
  if (!schema) return ok(undefined as T)
  const unsafe = findUnsafe(value)
  if (unsafe) return err(invalid([unsafe]))
  const parsed = schema.safeParse(value)
  return parsed.success
    ? ok(parsed.data)
    : err(invalid(parsed.error.issues.flatMap(fieldErrors).slice(0, 50)))
}

function invalid(fields: FieldError[]): DomainError {
  return domainError('invalid', 'Some values cannot be taken; nothing was changed.', { fields })
}

/** One error a field. Of a union, those of the member that came nearest: the one with the fewest. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const at = (name: PropertyKey) => [...issue.path, name].join('.').slice(0, 300)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: at(key.slice(0, 64)),
      message: 'is not a field of this request',
    }))
  }
  if (issue.code === 'invalid_union') {
    const nearest = issue.errors.toSorted((left, right) => left.length - right.length)[0]
    if (nearest && nearest.length > 0) {
      return nearest.flatMap((inner) => fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }))
    }
  }
  return [{ path: issue.path.join('.'), message: issue.message }]
}

/** Entities carry the bridge's version; it is their tag. */
function entityTag(value: unknown): Record<string, string> {
  const version = (value as { version?: unknown } | null)?.version
  return typeof version === 'number' ? { etag: `"${version}"` } : {}
}
