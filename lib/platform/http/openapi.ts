import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiParameters } from 'zod-openapi'
import type { ErrorCode } from '#lib/core/errors.ts'
import type { Method, RouteContract } from './contract.ts'
import { problemSchema, statusOf } from './problem.ts'

export type OpenApiDocument = ReturnType<typeof createDocument>

// biome-ignore lint/suspicious/noExplicitAny: a list holds contracts of every shape
export type AnyContract = RouteContract<any, any, any, any, any>

const RATE_HEADERS = {
  'RateLimit-Limit': header('Requests that are allowed in the window.'),
  'RateLimit-Remaining': header('Requests that are left in the window.'),
  'RateLimit-Reset': header('Seconds until the window ends.'),
}

const WHY: Record<ErrorCode, string> = {
  invalid: 'Some values cannot be taken; `errors` names each. Nothing was changed.',
  unauthenticated: 'Nobody valid is signed in.',
  forbidden: 'Not allowed for this person, or a session cookie from a page of another site.',
  'not-found': 'There is no such record, or it is not yours.',
  stale: 'The version you name does not exist yet: read the record again.',
  conflict: 'In conflict with what is there.',
  'too-large': 'The body is larger than allowed.',
  unsupported: 'The body is of another media type than this route reads.',
  'rate-limited': 'Too many requests; `Retry-After` says when to try again.',
  unavailable: 'Not available now; `Retry-After` says when to try again.',
}

/** The OpenAPI 3.1 document of the given contracts: the same schemas that the routes validate with. */
export function createOpenApi(
  contracts: readonly AnyContract[],
  info: { title: string; version: string; description: string },
): OpenApiDocument {
  const paths: Record<string, Partial<Record<Lowercase<Method>, ZodOpenApiOperationObject>>> = {}
  for (const contract of contracts) {
    const methods = paths[contract.path] ?? {}
    paths[contract.path] = methods
    const method = contract.method.toLowerCase() as Lowercase<Method>
    if (methods[method]) throw new Error(`Two contracts describe ${contract.method} ${contract.path}`)
    methods[method] = operationOf(contract)
  }
  return createDocument({
    openapi: '3.1.0',
    info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [...new Set(contracts.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token from POST /api/v1/auth/token.',
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'intellicv.session_token',
          description: 'The session of a signed-in browser. Writes with it need an Origin of this site.',
        },
      },
    },
  })
}

function operationOf(contract: AnyContract): ZodOpenApiOperationObject {
  const { summary, description, tag, access, params, query, headers } = contract
  const requestParams = {
    ...(params ? { path: params } : {}),
    ...(query ? { query } : {}),
    ...(headers ? { header: headers } : {}),
  } as ZodOpenApiParameters
  return {
    operationId: operationIdOf(contract),
    summary,
    description: [access === 'admin' ? 'Staff only.' : '', description].filter(Boolean).join(' '),
    tags: [tag],
    security: access === 'public' ? [] : [{ bearer: [] }, { cookie: [] }],
    requestParams,
    ...bodyOf(contract),
    responses: { [String(contract.status ?? 200)]: answerOf(contract), ...refusalsOf(contract) },
  }
}

function bodyOf({ body, upload, examples }: AnyContract): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (upload) {
    const file = { schema: { type: 'string' as const, format: 'binary' } }
    return {
      requestBody: { required: true, content: Object.fromEntries(upload.map((media) => [media, file])) },
    }
  }
  if (!body) return {}
  const json = { schema: body, ...(examples?.body === undefined ? {} : { example: examples.body }) }
  return { requestBody: { required: true, content: { 'application/json': json } } }
}

function answerOf(contract: AnyContract) {
  const { answer, answerMedia, examples, rate, path } = contract
  const media = { schema: answer, ...(examples?.answer === undefined ? {} : { example: examples.answer }) }
  const isEntity = path.endsWith('/update') || path.includes('/entities/') || path.includes('/profile/')
  return {
    description: 'Done.',
    headers: {
      'X-Request-Id': header('The id of this request in our log.', 'string'),
      ...(rate === 'unlimited' ? {} : RATE_HEADERS),
      ...(isEntity ? { ETag: header('The version of the record, for If-Match.', 'string') } : {}),
    },
    content: { [answerMedia ?? 'application/json']: media },
  }
}

function refusalsOf(contract: AnyContract) {
  const codes = new Set<ErrorCode>(contract.refuses ?? [])
  if (contract.access !== 'public') codes.add('unauthenticated')
  if (contract.access === 'admin' || (contract.access === 'user' && contract.method !== 'GET')) {
    codes.add('forbidden')
  }
  if (contract.params || contract.query || contract.body || contract.headers) codes.add('invalid')
  if (contract.body || contract.upload) codes.add('too-large').add('unsupported')
  if (contract.rate !== 'unlimited') codes.add('rate-limited')
  const byStatus = Map.groupBy([...codes], statusOf)
  const described = [...byStatus].map(([status, same]) => {
    const waits = same.some((code) => code === 'rate-limited' || code === 'unavailable')
    return [String(status), problem(same.map((code) => WHY[code]).join(' '), waits)] as const
  })
  const fault = problem('Something went wrong on our side; the log knows the request id.', false)
  return Object.fromEntries([...described, ['500', fault] as const])
}

function problem(description: string, waits: boolean) {
  return {
    description,
    headers: {
      'X-Request-Id': header('The id of this request in our log.', 'string'),
      ...(waits ? { 'Retry-After': header('Seconds after which a repeat makes sense.') } : {}),
    },
    content: { 'application/problem+json': { schema: problemSchema } },
  }
}

function header(description: string, type: 'integer' | 'string' = 'integer') {
  return { description, schema: { type } }
}

/** `PUT /api/v1/admin/users/{user_id}/update` → `putAdminUsersByUserIdUpdate`: a name for generated clients. */
export function operationIdOf({ method, path }: Pick<AnyContract, 'method' | 'path'>): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, '')
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
