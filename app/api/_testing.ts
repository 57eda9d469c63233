import { expect } from 'vitest'
import { issueToken } from '#lib/accounts/contract.ts'
import { createUser } from '#lib/accounts/service.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import type { AnyContract } from '#lib/platform/http/openapi.ts'
import { problemSchema } from '#lib/platform/http/problem.ts'
import { ADDRESS_HEADER } from '#lib/platform/http/request.ts'
import { POST as tokenRoute } from './v1/auth/token/route.ts'

/** What the tests of the API share: requests to the real handlers, and people to make them as. */

export const ORIGIN = 'http://127.0.0.1:3000'
export const PASSWORD = 'correct horse battery staple'

type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response> | Response

export type TestRequest = {
  params?: Record<string, string>
  query?: Record<string, string>
  /** Sent as JSON; `raw` is sent as it is. */
  body?: unknown
  raw?: BodyInit
  token?: string | undefined
  address?: string
  headers?: Record<string, string>
}

/**
 * Calls a route's handler as the server would and holds the answer to the contract: a good one to its schema, a
 * refusal to the one shape of all refusals, without a trace of what is behind it.
 */
export async function call(handler: RouteHandler, contract: AnyContract, request: TestRequest = {}) {
  const { params = {}, query, body, raw, token, address = '192.0.2.1', headers } = request
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''))
  const search = query ? `?${new URLSearchParams(query)}` : ''
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await handler(
    new Request(`${ORIGIN}${path}${search}`, {
      method: contract.method,
      headers: {
        [ADDRESS_HEADER]: address,
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content, duplex: 'half' }),
    } as RequestInit),
    { params: Promise.resolve(params) },
  )
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects in there
  const answer: any = isJson ? JSON.parse(text) : text
  if (response.ok) contract.answer.parse(answer)
  else expectProblem(response, answer, text)
  return { status: response.status, headers: response.headers, answer }
}

function expectProblem(response: Response, answer: unknown, text: string): void {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const problem = problemSchema.parse(answer)
  expect(problem.status).toBe(response.status)
  expect(problem.requestId).toBe(response.headers.get('x-request-id') ?? problem.requestId)
  expect(text).not.toMatch(/\bat \S+ \(|node_modules|SELECT |INSERT |prisma|postgres/i)
}

export type TestPerson = { id: string; email: string; token: string; refreshToken: string }

/** An account that has just been made and signed in. */
export async function makePerson(role: 'admin' | 'user', name = `Test ${role}`): Promise<TestPerson> {
  const email = `${role}-${newId()}@example.org`
  const made = await createUser(SYSTEM_ACTOR, { email, name, role, plan: 'free', password: PASSWORD })
  if (!made.ok) throw new Error(made.error.message)
  return { id: made.value.id, email, ...(await signIn(email)) }
}

export async function signIn(email: string, password = PASSWORD) {
  const { status, answer } = await call(tokenRoute, issueToken, {
    body: { email, password },
    address: newId(),
  })
  expect(status).toBe(200)
  return { token: answer.access_token as string, refreshToken: answer.refresh_token as string }
}

/** Values that the server finds out at its start. */
export function provideSecrets(values: Parameters<typeof provideEnv>[0] = {}): void {
  provideEnv({ AUTH_SECRET: 'a secret that only this test knows', RATE_LIMIT_SCALE: '100', ...values })
}
