/** The AI providers in their first order of priority; after the last comes the first again. */
export const PROVIDERS = ['openai', 'gemini', 'groq', 'cloudflare', 'huggingface'] as const

export type ProviderName = (typeof PROVIDERS)[number]

/** `builtin` is the product's own engines: they answer while no provider holds the lock. */
export type Holder = ProviderName | 'builtin'
