import type { Rule } from './rule.ts'

/**
 * Google's error model: `error.status`, `details[].reason`, `QuotaFailure`, `RetryInfo`.
 * Source: ai.google.dev/gemini-api/docs/troubleshooting and …/rate-limits (daily quotas renew at midnight Pacific).
 */
export const GEMINI_RULES: readonly Rule[] = [
  // A call may exceed the quota of the minute and of the day at once: the day decides.
  {
    id: 'gemini.quota_per_day',
    kind: 'quota',
    match: { codes: ['RESOURCE_EXHAUSTED'], quotaId: /PerDay/i },
    resets: 'midnight-pacific',
  },
  {
    id: 'gemini.spending_cap',
    kind: 'quota',
    match: { codes: ['RESOURCE_EXHAUSTED'], text: /spending (?:cap|limit)|prepa(?:id|yment) credits/i },
  },
  {
    id: 'gemini.quota_per_minute',
    kind: 'rate',
    match: { codes: ['RESOURCE_EXHAUSTED'], quotaId: /PerMinute/i },
    resets: 'named',
  },
  {
    id: 'gemini.resource_exhausted',
    kind: 'rate',
    match: { codes: ['RESOURCE_EXHAUSTED'] },
    resets: 'named',
  },

  {
    id: 'gemini.api_key_invalid',
    kind: 'auth',
    match: { codes: ['API_KEY_INVALID', 'API_KEY_EXPIRED'] },
  },
  {
    id: 'gemini.api_key_invalid',
    kind: 'auth',
    match: { codes: ['INVALID_ARGUMENT'], text: /API key (?:not valid|expired)/i },
  },
  {
    id: 'gemini.permission_denied',
    kind: 'auth',
    match: { codes: ['PERMISSION_DENIED', 'UNAUTHENTICATED'] },
  },
  {
    id: 'gemini.location_unsupported',
    kind: 'auth',
    match: { codes: ['FAILED_PRECONDITION'], text: /location is not supported/i },
  },

  { id: 'gemini.model_missing', kind: 'bad-request', match: { codes: ['NOT_FOUND'] } },
  {
    id: 'gemini.safety',
    kind: 'refused',
    match: { stops: ['SAFETY', 'PROHIBITED_CONTENT', 'BLOCKLIST', 'SPII', 'IMAGE_SAFETY', 'BLOCKED'] },
  },
  { id: 'gemini.unavailable', kind: 'unavailable', match: { codes: ['UNAVAILABLE'] } },
  { id: 'gemini.deadline_exceeded', kind: 'unavailable', match: { codes: ['DEADLINE_EXCEEDED'] } },
  { id: 'gemini.internal', kind: 'unavailable', match: { codes: ['INTERNAL'] } },
  {
    id: 'gemini.invalid_argument',
    kind: 'bad-request',
    match: { codes: ['INVALID_ARGUMENT', 'FAILED_PRECONDITION'] },
  },
]
