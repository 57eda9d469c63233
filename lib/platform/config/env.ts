import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'
import { type Env, envSchema } from './schema.ts'

/** Reads the environment once by its schema. The error has one line per fault, ready to print. */
export function parseEnv(source: Record<string, string | undefined>): Result<Env, string[]> {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = envSchema.safeParse(given)
  if (parsed.success) return ok(parsed.data)
  return err(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
}

let cached: Env | undefined

/** The parsed environment. The server checks it before anything else starts, so a fault here is a bug. */
export function env(): Env {
  if (!cached) {
    const parsed = parseEnv(process.env)
    if (!parsed.ok) throw new Error(`The environment is wrong:\n${parsed.error.join('\n')}`)
    cached = parsed.value
  }
  return cached
}

/** Puts values that the start found out (database address, generated secret) where every module reads them. */
export function provideEnv(values: Partial<Record<keyof Env, string>>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] = value
  cached = undefined
}
