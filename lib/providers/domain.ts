/** Priority order of the AI providers; after the last comes the first again. */
export const PROVIDERS = ['openai', 'gemini', 'groq', 'cloudflare', 'huggingface'] as const

export type ProviderName = (typeof PROVIDERS)[number]

/** `builtin` is the product's own engines: they answer while no provider holds the lock. */
export type Holder = ProviderName | 'builtin'

export type Lock = {
  readonly holder: Holder
  readonly epoch: number
  readonly failures: number
  readonly seq: number
}

/** The first event of the lock's life in a process: which providers the environment has keys for. */
export type LockEvent = { readonly type: 'configured'; readonly providers: readonly ProviderName[] }

export type Transition = { readonly lock: Lock; readonly reason: string } | null

/**
 * What an event does to the lock; null when it changes nothing. A holder that lost its keys gives the lock up, and
 * an unheld lock goes to the first provider in priority order that has keys. Every change of holder is a new epoch.
 */
export function transition(lock: Lock, event: LockEvent): Transition {
  const configured = new Set(event.providers)
  const holds = lock.holder !== 'builtin' && configured.has(lock.holder)
  if (holds) return null
  const next: Holder = PROVIDERS.find((name) => configured.has(name)) ?? 'builtin'
  if (next === lock.holder) return null
  const reason =
    next === 'builtin'
      ? `${lock.holder} has no key any more and no other provider has one`
      : lock.holder === 'builtin'
        ? `${next} is the first provider with a key`
        : `${lock.holder} has no key any more`
  return { lock: { holder: next, epoch: lock.epoch + 1, failures: 0, seq: lock.seq + 1 }, reason }
}

/** The provider that would come next: the first configured one after the holder, in a circle. */
export function nextProvider(holder: Holder, configured: ReadonlySet<string>): ProviderName | null {
  const start = holder === 'builtin' ? -1 : PROVIDERS.indexOf(holder)
  for (let step = 1; step <= PROVIDERS.length; step++) {
    const candidate = PROVIDERS[(start + step + PROVIDERS.length) % PROVIDERS.length]
    if (candidate && candidate !== holder && configured.has(candidate)) return candidate
  }
  return null
}
