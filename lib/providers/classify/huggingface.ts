import type { Rule } from './rule.ts'

/**
 * The router's plain `{error: "…"}` and the Responses API's `{status: "failed", error: {code, message}}`, whose
 * message repeats what the inference provider behind it said.
 * Source: huggingface.co/docs/inference-providers (pricing, responses-api).
 */
export const HUGGINGFACE_RULES: readonly Rule[] = [
  { id: 'huggingface.included_credits', kind: 'quota', match: { text: /monthly included credits/i } },
  {
    id: 'huggingface.invalid_token',
    kind: 'auth',
    match: { text: /invalid (?:username or password|credentials)|sufficient permissions to call inference/i },
  },
  {
    id: 'huggingface.model_missing',
    kind: 'bad-request',
    match: { codes: ['model_not_supported', 'model_not_found'] },
  },
  {
    id: 'huggingface.model_missing',
    kind: 'bad-request',
    match: { text: /not supported by any provider|model .{0,120}(?:not found|does not exist)/i },
  },
  { id: 'huggingface.model_missing', kind: 'bad-request', match: { status: [404] } },
  {
    id: 'huggingface.rate_limit',
    kind: 'rate',
    match: { codes: ['rate_limit_exceeded', 'too_many_requests'] },
    resets: 'named',
  },
  { id: 'huggingface.overloaded', kind: 'unavailable', match: { status: [503], shape: ['json'] } },
  { id: 'huggingface.response_failed', kind: 'unavailable', match: { status: [200], codes: ['failed'] } },
]
