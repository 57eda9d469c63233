import { CLOUDFLARE_FIXTURES } from './fixtures/cloudflare.ts'
import type { Fixture } from './fixtures/fixture.ts'
import { GEMINI_FIXTURES } from './fixtures/gemini.ts'
import { GROQ_FIXTURES } from './fixtures/groq.ts'
import { HUGGINGFACE_FIXTURES } from './fixtures/huggingface.ts'
import { OPENAI_FIXTURES } from './fixtures/openai.ts'

/** Every known way in which a provider fails, as it comes over the wire: the regression tests and the drill use them. */
export const FIXTURES: readonly Fixture[] = [
  ...OPENAI_FIXTURES,
  ...GEMINI_FIXTURES,
  ...GROQ_FIXTURES,
  ...CLOUDFLARE_FIXTURES,
  ...HUGGINGFACE_FIXTURES,
]
