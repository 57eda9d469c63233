import 'server-only'
import type { Adapter } from './adapters/adapter.ts'
import { cloudflareAdapter } from './adapters/cloudflare.ts'
import { geminiAdapter } from './adapters/gemini.ts'
import { groqAdapter } from './adapters/groq.ts'
import { huggingfaceAdapter } from './adapters/huggingface.ts'
import { openaiAdapter } from './adapters/openai.ts'
import type { ProviderName } from './domain.ts'

/** All that differs between the providers. Whoever calls or probes one of them goes through here. */
export const ADAPTERS: Readonly<Record<ProviderName, Adapter>> = {
  openai: openaiAdapter,
  gemini: geminiAdapter,
  groq: groqAdapter,
  cloudflare: cloudflareAdapter,
  huggingface: huggingfaceAdapter,
}
