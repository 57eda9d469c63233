/**
 * Stands in for Prisma's schema engine, a native program that cannot be downloaded everywhere: the same engine,
 * compiled to WebAssembly, behind the same command line and the same JSON-RPC on standard input and output.
 * Prisma's CLI runs it when PRISMA_SCHEMA_ENGINE_BINARY names it.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { answerFor, openEngine, version } from './rpc.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string' },
    version: { type: 'boolean', short: 'V' },
  },
})
const url = typeof values.datasource === 'string' ? (JSON.parse(values.datasource).url as string) : undefined

if (values.version) process.stdout.write(`schema-engine-cli ${version()}\n`)
else if (positionals[0] === 'cli') await runCommand(positionals[1])
else await serve()

/** The few things Prisma asks for without a conversation. */
async function runCommand(command: string | undefined): Promise<void> {
  try {
    if (!url) throw new Error('There is no database: set DATABASE_URL.')
    if (command === 'can-connect-to-database') await connectOnce(url)
    else if (command === 'create-database') await changeDatabase(url, 'CREATE')
    else if (command === 'drop-database') await changeDatabase(url, 'DROP')
    else throw new Error(`Unknown command: ${command}`)
  } catch (error) {
    const { message } = error as Error
    const fields = { is_panic: false, error_code: prismaCode(error) ?? 'P1010', message, meta: null }
    const line = {
      timestamp: new Date().toISOString(),
      level: 'ERROR',
      fields,
      target: 'schema_engine::logger',
    }
    process.stderr.write(`\n${JSON.stringify(line)}\n`)
    process.exitCode = 1
  }
}

/** One request a line, answered in order; ends with its input. */
async function serve(): Promise<void> {
  const datamodels = (values.datamodels as string[]).map((path): [string, string] => [
    path,
    readFileSync(path, 'utf8'),
  ])
  const engine = openEngine({ url, datamodels, createDatabase: (target) => changeDatabase(target, 'CREATE') })
  const send = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`)
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!line.trim()) continue
    const request = JSON.parse(line)
    if (request.method) send(await answerFor(request, engine, send, prismaCode)) // else: an answer to our own `print`
  }
  engine.close()
}

async function connectOnce(target: string): Promise<void> {
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  await client.end()
}

async function changeDatabase(target: string, verb: 'CREATE' | 'DROP'): Promise<string> {
  const server = new URL(target)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  try {
    const quoted = client.escapeIdentifier(name)
    await client.query(
      verb === 'CREATE' ? `CREATE DATABASE ${quoted}` : `DROP DATABASE ${quoted} WITH (FORCE)`,
    )
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error // it is there already
  } finally {
    await client.end()
  }
  return name
}

/** Prisma's number for an error of Postgres or of the network; Prisma explains these to people. */
function prismaCode(error: unknown): string | undefined {
  const code = (error as { code?: string } | undefined)?.code ?? ''
  const known: Record<string, string> = {
    '3D000': 'P1003',
    '28P01': 'P1000',
    '28000': 'P1000',
    ECONNREFUSED: 'P1001',
    ENOTFOUND: 'P1001',
  }
  return known[code] ?? (/^P\d{4}$/.test(code) ? code : undefined)
}
