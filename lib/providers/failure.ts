/** What a failed call means to the lock. `aborted` is nobody's failure: the caller or a failover ended the call. */
export const FAILURE_KINDS = [
  'quota',
  'auth',
  'rate',
  'unavailable',
  'timeout',
  'bad-request',
  'refused',
  'malformed',
  'unknown',
  'aborted',
] as const

export type FailureKind = (typeof FAILURE_KINDS)[number]

/** A failure as it is logged, audited and shown: no key is left in any of its texts. */
export type Failure = {
  readonly kind: FailureKind
  /** The rule that matched, such as `openai.insufficient_quota`; stable, so that old audit entries keep their sense. */
  readonly rule: string
  readonly status: number | null
  /** One short line. */
  readonly message: string
  /** The first 4,000 characters of the response body. */
  readonly raw: string
  /** How long the provider asks to wait. */
  readonly retryAfterMs: number | null
  /** Unix ms at which the limit renews, when the provider says so or documents it. */
  readonly resetsAtMs: number | null
}

/** How a call ended, before anybody judges it. `http` leaves the judgement to status and body. */
export type FailureCause = 'http' | 'timeout' | 'network' | 'aborted' | 'refused' | 'truncated' | 'unparsable'

export type RawFailure = {
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly cause: FailureCause
  /** What our own side knows of it, such as how long it waited; it goes before the provider's words. */
  readonly note?: string
}

const REDACTED = '[redacted]'
/** Shorter values are placeholders; hiding each occurrence of them would make every text unreadable. */
const MIN_SECRET = 4
/** So much of a key's beginning is the key's own, beyond prefixes such as `sk-proj-`. */
const TELLING_PREFIX = 10

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // OpenAI answers a wrong key with parts of it: "Incorrect API key provided: sk-abc***xyz".
  [/[\w-]{0,40}(?:\*{3,}|•{3,})[\w-]{0,40}/g, REDACTED],
  [/[\w-]{2,40}…[\w-]{2,40}/g, REDACTED],
  [/\bsk-[\w-]{8,}/g, REDACTED],
  [/\b(?:gsk|hf)_\w{8,}/g, REDACTED],
  [/\bAIza[\w-]{16,}/g, REDACTED],
  [/\b(Bearer\s+)[^\s"'<>,;]+/gi, `$1${REDACTED}`],
  [/([?&;](?:api[-_]?key|key|access[-_]?token|token)=)[^&\s"'<>]+/gi, `$1${REDACTED}`],
  [/((?:x-goog-api-key|api-key|authorization)"?\s*[:=]\s*"?)(?!Bearer\b)[^\s"',}]+/gi, `$1${REDACTED}`],
]

/**
 * Takes API keys out of a text: the given ones in every spelling that JSON and URLs give them, what providers echo
 * of them in part, and whatever looks like a key.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET)
  for (const secret of [...known].sort((a, b) => b.length - a.length)) {
    for (const form of spellings(secret)) clean = clean.replaceAll(form, REDACTED)
    if (secret.length >= 2 * TELLING_PREFIX) {
      const start = escapeRegExp(secret.slice(0, TELLING_PREFIX))
      clean = clean.replace(new RegExp(`${start}[\\w-]*`, 'g'), REDACTED)
      const shortStart = escapeRegExp(secret.slice(0, MIN_SECRET))
      clean = clean.replace(new RegExp(`${shortStart}[\\w-]{0,40}\\.{2,}[\\w-]*`, 'g'), REDACTED)
    }
  }
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
  return clean
}

function spellings(secret: string): Set<string> {
  // A lone surrogate has no URL spelling; no header could carry such a key either.
  return new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())])
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
