import type { z } from 'zod'
import type { ErrorCode } from '#lib/core/errors.ts'
import type { RateClass } from './rate-limit.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/**
 * What a route promises: the one source of its validation, its types and its page in the OpenAPI document. `path` is
 * written as in OpenAPI: `/api/v1/profile/{user_id}`.
 */
export type RouteContract<
  Params = unknown,
  Query = unknown,
  Body = unknown,
  Answer = unknown,
  Headers = unknown,
> = {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** `public` asks for no sign-in; `admin` answers 403 to others. */
  readonly access: 'public' | 'user' | 'admin'
  /** `unlimited` is for probes, which must not need the database. */
  readonly rate: RateClass | 'unlimited'
  readonly params?: z.ZodType<Params>
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
  /** Request headers that mean something here, by lower-case name; not strict, since every request has others. */
  readonly headers?: z.ZodType<Headers>
  readonly answer: z.ZodType<Answer>
  readonly status?: 200 | 201 | 202
  /** Media type of an answer that is no JSON. */
  readonly answerMedia?: string
  /**
   * Leaves an entry in the audit log whoever calls it; what staff write leaves one in any case. `within` where the
   * service writes the entry of what was done in the transaction that does it: then only refusals are left.
   */
  readonly audited?: boolean | 'within'
  /** The body is a file of one of these media types, which the handler reads as a stream. */
  readonly upload?: readonly string[]
  /** Refusals beyond those that follow from access, input and rate. */
  readonly refuses?: readonly ErrorCode[]
  /** Shown in the document; a test holds them against the schemas. */
  readonly examples?: { readonly body?: unknown; readonly answer?: unknown }
}

export function defineContract<
  Params = undefined,
  Query = undefined,
  Body = undefined,
  Answer = unknown,
  Headers = undefined,
>(
  contract: RouteContract<Params, Query, Body, Answer, Headers>,
): RouteContract<Params, Query, Body, Answer, Headers> {
  return contract
}
