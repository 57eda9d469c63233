import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from '#lib/platform/config/env.ts'
import { ADAPTERS } from './adapters.ts'
import { PROVIDERS, type ProviderName } from './domain.ts'

/** The providers that the environment has all for that a call needs. */
export function configuredProviders(): ProviderName[] {
  const values = env()
  return PROVIDERS.filter((name) => ADAPTERS[name].isConfigured(values))
}

/** The model that a provider is asked with. */
export function modelOf(name: ProviderName): string {
  return ADAPTERS[name].modelName(env())
}

/** Every key that this process has. */
export function secretsOfAll(): string[] {
  const values = env()
  return PROVIDERS.flatMap((name) => ADAPTERS[name].secrets(values))
}

/**
 * Tells whether a provider has another key or address than before, and nothing else of it: a keyed hash, cut short, from
 * which no key can be found again.
 */
export function keyFingerprints(): Partial<Record<ProviderName, string>> {
  const values = env()
  const secret = values.AUTH_SECRET ?? ''
  return Object.fromEntries(
    configuredProviders().map((name) => {
      const { secrets, baseUrl } = ADAPTERS[name]
      const hash = createHmac('sha256', secret).update(JSON.stringify([secrets(values), baseUrl(values)]))
      return [name, hash.digest('hex').slice(0, 12)]
    }),
  )
}
