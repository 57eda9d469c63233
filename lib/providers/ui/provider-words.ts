import type { Tone } from '#components/ui/status.tsx'
import type { Holder, ProviderName } from '../domain.ts'
import type { FailureKind } from '../failure.ts'
import type { HealthStatus } from '../health.ts'
import type { FailBack, RestCause } from '../lock.ts'
import type { ProviderCallRow } from '../proof-schema.ts'

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
  openai: {
    needed: ['OPENAI_API_KEY'],
    optional: ['OPENAI_MODEL', 'OPENAI_BASE_URL', 'AZURE_OPENAI_API_VERSION'],
  },
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

/** Completes "Rests until … because …". */
export const REST_WORDS: Record<RestCause, string> = {
  quota: 'its quota is used up',
  auth: 'its key was refused',
  unavailable: 'its checks failed in a row',
  released: 'staff took the lock from it',
}

export const HEALTH_WORDS: Record<HealthStatus, { tone: Tone; word: string }> = {
  healthy: { tone: 'good', word: 'Healthy' },
  degraded: { tone: 'watch', word: 'Degraded' },
  unavailable: { tone: 'bad', word: 'Unavailable' },
  unknown: { tone: 'neutral', word: 'Not checked yet' },
}

export const FAIL_BACK_WORDS: Record<FailBack, string> = {
  off: 'Leave the lock where it is',
  ask: 'Ask staff first',
  automatic: 'Give the lock back by itself',
}

const EVENTS: Readonly<Record<string, string>> = {
  'lock.acquired': 'Lock taken',
  'lock.failover': 'Failover',
  'lock.re-armed': 'Well again, lock taken',
  'lock.failed-back': 'Given back',
  'lock.switched': 'Switched',
  'lock.released': 'Released',
  'lock.strike': 'Strike',
  'answer.late': 'Late answer',
  'failures.reset': 'Strikes reset',
  'fail-back.proposed': 'Return proposed',
  'fail-back.set': 'Fail-back set',
  'priority.changed': 'Order changed',
  'provider.rests': 'Put to rest',
  'provider.recovered': 'Well again',
  'providers.configured': 'Keys read',
}

export function eventWords(event: string): string {
  return EVENTS[event] ?? event
}

/** Small sums keep the digits that tell them from nothing. */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.0001) return '< $0.0001'
  return `$${dollars.toFixed(dollars === 0 || dollars >= 1 ? 2 : 4)}`
}

export const CALL_WORDS: Record<ProviderCallRow['status'], { tone: Tone; word: string; why: string }> = {
  answered: { tone: 'good', word: 'Answered', why: 'The answer was valid and stored under its epoch.' },
  failed: { tone: 'bad', word: 'Failed', why: 'The provider gave no valid answer.' },
  dropped: {
    tone: 'neutral',
    word: 'Dropped',
    why: 'It ended when its epoch was over, so nothing of it counts.',
  },
}

const FAILURES: Record<FailureKind, string> = {
  quota: 'No quota left',
  auth: 'Key refused',
  rate: 'Too many at once',
  unavailable: 'Unavailable',
  timeout: 'Too slow',
  'bad-request': 'Request not understood',
  refused: 'Refused to answer',
  malformed: 'Answer not readable',
  unknown: 'Unknown error',
  aborted: 'Given up by us',
}

export function failureWords(kind: FailureKind): string {
  return FAILURES[kind]
}

const PURPOSES: Readonly<Record<string, string>> = { 'forecast.region': 'Forecast of a region' }

export function purposeWords(purpose: string): string {
  return PURPOSES[purpose] ?? purpose
}
