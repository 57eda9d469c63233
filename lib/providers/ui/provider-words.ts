import type { Holder, ProviderName } from '../domain.ts'

const NAMES: Record<Holder, string> = {
  openai: 'OpenAI',
  gemini: 'Google Gemini',
  groq: 'Groq',
  cloudflare: 'Cloudflare Workers AI',
  huggingface: 'Hugging Face',
  builtin: 'Built-in engines',
}

export function providerName(holder: string): string {
  return NAMES[holder as Holder] ?? holder
}

/** Which variables of the environment a provider reads: names only, the values never leave the server. */
export const VARIABLES: Record<ProviderName, { needed: readonly string[]; optional: readonly string[] }> = {
  openai: { needed: ['OPENAI_API_KEY'], optional: ['OPENAI_MODEL', 'OPENAI_BASE_URL'] },
  gemini: { needed: ['GEMINI_API_KEY'], optional: ['GEMINI_MODEL', 'GEMINI_BASE_URL'] },
  groq: { needed: ['GROQ_API_KEY'], optional: ['GROQ_MODEL', 'GROQ_BASE_URL'] },
  cloudflare: {
    needed: ['CLOUDFLARE_ACCOUNT_ID', 'CLOUDFLARE_API_TOKEN'],
    optional: ['CLOUDFLARE_MODEL', 'CLOUDFLARE_BASE_URL'],
  },
  huggingface: {
    needed: ['HUGGINGFACE_API_KEY'],
    optional: ['HUGGINGFACE_MODEL', 'HUGGINGFACE_BASE_URL'],
  },
}
