import type { Rule } from './rule.ts'

/**
 * OpenAI and what speaks its format: Azure OpenAI, vLLM, Ollama, llama.cpp.
 * Source: developers.openai.com/api/docs/guides/error-codes; learn.microsoft.com, Azure OpenAI REST reference.
 */
export const OPENAI_RULES: readonly Rule[] = [
  // Money first: billing codes come with the broader type `insufficient_quota`, which would hide them.
  {
    id: 'openai.credit_balance_exhausted',
    kind: 'quota',
    match: { codes: ['credit_balance_exhausted'] },
  },
  { id: 'openai.spend_limit_exceeded', kind: 'quota', match: { codes: [/_spend_limit_exceeded$/] } },
  {
    id: 'openai.organization_usage_limit_exceeded',
    kind: 'quota',
    match: { codes: ['organization_usage_limit_exceeded'] },
  },
  { id: 'openai.insufficient_quota', kind: 'quota', match: { codes: ['insufficient_quota'] } },
  {
    id: 'openai.billing',
    kind: 'quota',
    match: { codes: ['billing_hard_limit_reached', 'billing_not_active'] },
  },

  {
    id: 'openai.content_filter',
    kind: 'refused',
    match: { codes: ['content_filter', 'content_policy_violation', 'ResponsibleAIPolicyViolation'] },
  },
  { id: 'openai.content_filter', kind: 'refused', match: { stops: ['content_filter'] } },

  {
    id: 'openai.model_missing',
    kind: 'bad-request',
    match: { codes: ['model_not_found', 'DeploymentNotFound', 'OperationNotSupported'] },
  },
  { id: 'openai.model_missing', kind: 'bad-request', match: { status: [404], text: /model|deployment/i } },

  {
    id: 'openai.invalid_api_key',
    kind: 'auth',
    match: { codes: ['invalid_api_key', 'invalid_authentication', 'account_deactivated'] },
  },
  {
    id: 'openai.unsupported_country',
    kind: 'auth',
    match: { codes: ['unsupported_country_region_territory'] },
  },

  { id: 'openai.slow_down', kind: 'rate', match: { codes: ['slow_down'] }, resets: 'named' },
  {
    id: 'openai.rate_limit_exceeded',
    kind: 'rate',
    match: { codes: ['rate_limit_exceeded', 'RateLimitReached'] },
    resets: 'named',
  },

  {
    id: 'openai.server_is_overloaded',
    kind: 'unavailable',
    match: { codes: ['server_is_overloaded', 'service_unavailable_error', 'engine_overloaded'] },
  },
  {
    id: 'openai.server_error',
    kind: 'unavailable',
    match: { codes: ['server_error', 'InternalServerError'] },
  },

  {
    id: 'openai.context_length_exceeded',
    kind: 'bad-request',
    match: { codes: ['context_length_exceeded'] },
  },
  {
    id: 'openai.invalid_request_error',
    kind: 'bad-request',
    match: { status: [200, 400, 422], codes: ['invalid_request_error'] },
  },
]
