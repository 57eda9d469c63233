import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg'
import { noDatabaseAdapter, schemaEngineAdapter } from './adapter.ts'

interface Request {
  id: number
  method: string
  params: Record<string, unknown>
}

type Send = (message: unknown) => void

let loaded = false

/** Loads the engine; the package's own entry point needs a bundler to import the .wasm file. */
function load(): typeof wasm {
  if (loaded) return wasm
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const module = new WebAssembly.Module(readFileSync(join(entry, '..', 'schema_engine_bg.wasm')))
  const imports = { './schema_engine_bg.js': wasm as unknown as WebAssembly.ModuleImports }
  const instance = new WebAssembly.Instance(module, imports)
  wasm.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
  const registry = { set_message() {} } // the engine tells a panic here before it throws it as an error
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry })
  loaded = true
  return wasm
}

export function version(): string {
  return load().version()
}

/** An engine for one database and one schema, made at its first use: some commands need none. */
export function openEngine(options: {
  url: string | undefined
  datamodels: [string, string][]
  createDatabase: (url: string) => Promise<string>
}) {
  const { url, datamodels, createDatabase } = options
  const open = (adapter: ReturnType<typeof noDatabaseAdapter>) =>
    load().SchemaEngine.new(
      { datamodels: datamodels.length > 0 ? datamodels : undefined },
      () => {},
      bindMigrationAwareSqlAdapterFactory(adapter),
    )
  let connected: ReturnType<typeof open> | undefined
  return {
    url,
    createDatabase,
    withoutDatabase: () => open(noDatabaseAdapter()),
    withDatabase() {
      connected ??= open(url ? schemaEngineAdapter(url) : noDatabaseAdapter())
      return connected
    },
    close: () => connected?.then((engine) => engine.free()),
  }
}

type Engine = ReturnType<typeof openEngine>

/** The answer to one request; a failure is an answer too, in the form that Prisma's CLI can explain. */
export async function answerFor(
  request: Request,
  engine: Engine,
  send: Send,
  codeOf: (error: unknown) => string | undefined,
) {
  const { id } = request
  try {
    return { jsonrpc: '2.0', id, result: await call(request, engine, send) }
  } catch (error) {
    const { message = String(error), meta = null } = error as { message?: string; meta?: unknown }
    const backtrace = /\n {3}\d+: [\s\S]*$/
    const data = {
      is_panic: false,
      message: message.replace(backtrace, ''),
      error_code: codeOf(error) ?? null,
      meta,
    }
    const text = 'An error happened. Check the data field for details.'
    return { jsonrpc: '2.0', id, error: { code: 4466, message: text, data } }
  }
}

async function call({ method, params }: Request, engine: Engine, send: Send): Promise<unknown> {
  const target = (params?.datasource as { url?: string } | undefined)?.url ?? engine.url
  switch (method) {
    case 'createDatabase':
      return { databaseName: await engine.createDatabase(target ?? '') }
    case 'getDatabaseVersion':
      return (await engine.withDatabase()).version(null)
    case 'dbExecute':
      return executeScript(params, engine)
    case 'diff':
      return diff(params, engine, send)
    case 'introspect':
      return (await engine.withDatabase()).introspect({ namespaces: null, ...params } as never)
    default: {
      const opened = (await engine.withDatabase()) as unknown as Record<string, unknown>
      const operation = opened[method]
      if (typeof operation !== 'function') throw new Error(`The engine has no method ${method}.`)
      return (await operation.call(opened, params)) ?? null
    }
  }
}

async function executeScript(params: Request['params'], engine: Engine): Promise<null> {
  const url = (params.datasourceType as { url?: string } | undefined)?.url ?? engine.url
  if (!url) throw new Error('There is no database: set DATABASE_URL.')
  const adapter = await schemaEngineAdapter(url).connect()
  try {
    await adapter.executeScript(params.script as string)
  } finally {
    await adapter.dispose()
  }
  return null
}

/** The native engine prints a difference through the CLI; the WebAssembly one returns it. */
async function diff(params: Request['params'], engine: Engine, send: Send): Promise<unknown> {
  const needsNone = [params.from, params.to].every((side) =>
    ['empty', 'schemaDatamodel'].includes((side as { tag: string }).tag),
  )
  const opened = await (needsNone ? engine.withoutDatabase() : engine.withDatabase())
  const result = await opened.diff(params as never)
  if (result.stdout === null || result.stdout === undefined) return result
  send({ jsonrpc: '2.0', id: 1_000_000, method: 'print', params: { content: result.stdout } })
  return { exitCode: result.exitCode, stdout: null }
}
