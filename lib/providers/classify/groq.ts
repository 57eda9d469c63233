import type { Rule } from './rule.ts'

/**
 * OpenAI's envelope with Groq's own words: which limit was reached stands only in the message, in brackets.
 * Source: console.groq.com/docs/errors, …/rate-limits, …/spend-limits (400 `blocked_api_access`, renewed monthly).
 */
export const GROQ_RULES: readonly Rule[] = [
  {
    id: 'groq.blocked_api_access',
    kind: 'quota',
    match: { codes: ['blocked_api_access'] },
    resets: 'month-utc',
  },
  // One request larger than the whole minute's limit: waiting does not help.
  { id: 'groq.request_too_large', kind: 'bad-request', match: { status: [413] } },
  { id: 'groq.limit_per_day', kind: 'quota', match: { text: /\((?:TPD|RPD|ASD)\)/ }, resets: 'named' },
  { id: 'groq.limit_per_minute', kind: 'rate', match: { text: /\((?:TPM|RPM|ASH)\)/ }, resets: 'named' },
  {
    id: 'groq.rate_limit_exceeded',
    kind: 'rate',
    match: { codes: ['rate_limit_exceeded'] },
    resets: 'named',
  },

  { id: 'groq.invalid_api_key', kind: 'auth', match: { codes: ['invalid_api_key', 'expired_api_key'] } },
  {
    id: 'groq.organization_restricted',
    kind: 'auth',
    match: { codes: ['organization_restricted'] },
  },
  {
    id: 'groq.model_missing',
    kind: 'bad-request',
    match: {
      codes: ['model_not_found', 'model_decommissioned', 'model_terms_required', /^model_permission_blocked/],
    },
  },
  {
    id: 'groq.json_validate_failed',
    kind: 'malformed',
    match: { codes: ['json_validate_failed', 'tool_use_failed'] },
  },
  { id: 'groq.capacity_exceeded', kind: 'unavailable', match: { codes: ['capacity_exceeded'] } },
  { id: 'groq.capacity_exceeded', kind: 'unavailable', match: { status: [498] } },
  {
    id: 'groq.server_error',
    kind: 'unavailable',
    match: { codes: ['internal_server_error', 'service_unavailable'] },
  },
  {
    id: 'groq.invalid_request_error',
    kind: 'bad-request',
    match: { status: [200, 400, 422], codes: ['invalid_request_error'] },
  },
]
