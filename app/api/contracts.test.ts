import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { METHODS } from '#lib/platform/http/contract.ts'
import { operationIdOf } from '#lib/platform/http/openapi.ts'
import { contracts, openApi } from './_contracts.ts'

const folder = import.meta.dirname

/** `app/api/v1/profile/[user_id]/route.ts` → `/api/v1/profile/{user_id}` */
function pathOf(file: string): string {
  return `/api/${relative(folder, file).replaceAll('\\', '/')}`
    .replace(/\/route\.tsx?$/, '')
    .replace(/\[(\w+)\]/g, '{$1}')
}

async function servedRoutes(): Promise<string[]> {
  const files = globSync('**/route.{ts,tsx}', { cwd: folder }).map((file) => join(folder, file))
  const served = await Promise.all(
    files.map(async (file) => {
      const exported = Object.keys(await import(file))
      return METHODS.filter((method) => exported.includes(method)).map(
        (method) => `${method} ${pathOf(file)}`,
      )
    }),
  )
  return served.flat().sort()
}

type Operation = {
  operationId: string
  summary: string
  security: unknown[]
  parameters?: { name: string; in: string; description?: string }[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}

const document = openApi()
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    operation: operation as Operation,
  })),
)

describe('the document and the files under app/api', () => {
  test('name the same routes: none served that is not documented, none documented that is not served', async () => {
    const served = await servedRoutes()
    expect(served.length).toBeGreaterThan(20)
    expect(operations.map(({ name }) => name).sort()).toEqual(served)
  })

  test('have one contract a route', () => {
    const names = contracts.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the document', () => {
  test('has a name for each operation that no other one has', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operationIdOf({ method: 'PUT', path: '/api/v1/admin/users/{user_id}/update' })).toBe(
      'putAdminUsersByUserIdUpdate',
    )
  })

  test('refers to nothing that it does not hold', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
    for (const [, pointer = ''] of references) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document)
      expect(target, pointer).toBeDefined()
    }
  })

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s names its parameters, its answer and its refusals',
    (_, { path, operation }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(declared.map(({ name }) => name).sort()).toEqual(inPath.sort())
      expect(operation.summary).toMatch(/^[A-Z].+[^.]$/)
      const statuses = Object.keys(operation.responses)
      expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1)
      for (const status of statuses.filter((status) => !status.startsWith('2'))) {
        expect(operation.responses[status]?.content).toHaveProperty(['application/problem+json'])
      }
      expect(statuses.includes('401')).toBe(operation.security.length > 0 || path === '/api/v1/auth/token')
    },
  )

  test('takes no field that it does not name, in any body, query or path', () => {
    for (const contract of contracts) {
      for (const schema of [contract.params, contract.query, contract.body]) {
        if (schema) expect(refusesUnknownKeys(schema), `${contract.method} ${contract.path}`).toBe(true)
      }
    }
  })

  test('shows examples that its own schemas take', () => {
    for (const { body, answer, examples } of contracts) {
      if (examples?.body !== undefined) expect(body?.safeParse(examples.body).error).toBeUndefined()
      if (examples?.answer !== undefined) expect(answer.safeParse(examples.answer).error).toBeUndefined()
    }
  })
})

function refusesUnknownKeys(schema: z.ZodType): boolean {
  const issues = schema.safeParse({ 'a-field-that-nobody-has': 1 }).error?.issues ?? []
  const flat = issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flat() : [issue]))
  return flat.some((issue) => issue.code === 'unrecognized_keys')
}
