import type { z } from 'zod'
import type { RateClass } from './rate-limit.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * What a route promises: the one source of its validation, its types and its page in the OpenAPI document. `path` is
 * written as in OpenAPI: `/api/v1/profile/{user_id}`.
 */
export type RouteContract<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> = {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** `public` asks for no sign-in; `admin` answers 403 to others. */
  readonly access: 'public' | 'user' | 'admin'
  readonly rate: RateClass
  readonly params?: z.ZodType<Params>
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
  readonly answer: z.ZodType<Answer>
  readonly status?: 200 | 201 | 202
  /** Leaves an entry in the audit log: what staff do that changes something. */
  readonly audited?: boolean
  /** The body is a file that the handler reads as a stream; it is described by this media type. */
  readonly upload?: string
}

export function defineContract<Params = undefined, Query = undefined, Body = undefined, Answer = unknown>(
  contract: RouteContract<Params, Query, Body, Answer>,
): RouteContract<Params, Query, Body, Answer> {
  return contract
}
