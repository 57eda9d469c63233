import { CLOUDFLARE_RULES } from './classify/cloudflare.ts'
import { commonRules } from './classify/common.ts'
import { BODY_LIMIT, type Facts, readFacts } from './classify/facts.ts'
import { GEMINI_RULES } from './classify/gemini.ts'
import { GROQ_RULES } from './classify/groq.ts'
import { HUGGINGFACE_RULES } from './classify/huggingface.ts'
import { OPENAI_RULES } from './classify/openai.ts'
import { matches, type Rule } from './classify/rule.ts'
import { readReset, readWait } from './classify/timing.ts'
import type { ProviderName } from './domain.ts'
import { type Failure, type RawFailure, redact } from './failure.ts'

const RAW_LENGTH = 4_000
const MESSAGE_LENGTH = 300

/** The rules of a provider in the order in which they are tried; the first that matches decides. */
export const RULES: Readonly<Record<ProviderName, readonly Rule[]>> = {
  openai: [...OPENAI_RULES, ...commonRules('openai')],
  gemini: [...GEMINI_RULES, ...commonRules('gemini')],
  groq: [...GROQ_RULES, ...commonRules('groq')],
  cloudflare: [...CLOUDFLARE_RULES, ...commonRules('cloudflare')],
  huggingface: [...HUGGINGFACE_RULES, ...commonRules('huggingface')],
}

/**
 * Judges a failed call by the raw words of the provider. Total: whatever the input, there is an answer, and what
 * no rule knows is `unknown`, which never counts against a provider.
 *
 * @param now Unix ms
 * @param secrets keys that must not appear in the answer; whatever looks like a key is hidden in any case
 */
export function classify(
  provider: ProviderName,
  raw: RawFailure,
  now: number,
  secrets: readonly string[] = [],
): Failure {
  const facts = readFacts(raw)
  const rule = findRule(provider, raw, facts)
  const wait = readWait(raw, facts, now, rule.kind === 'rate')
  const isFixed = rule.resets !== undefined && rule.resets !== 'named'
  return {
    kind: rule.kind,
    rule: rule.id,
    status: raw.status,
    message: storable(messageOf(raw, facts, rule, secrets), MESSAGE_LENGTH),
    raw: storable(redact(raw.body.slice(0, BODY_LIMIT), secrets), RAW_LENGTH),
    // Google asks to retry in seconds even when the day's quota is spent.
    retryAfterMs: isFixed ? null : wait,
    resetsAtMs: readReset(rule, wait, now),
  }
}

function findRule(provider: ProviderName, raw: RawFailure, facts: Facts): Rule {
  const known = RULES[provider].find((rule) => fits(raw, rule) && matches(rule, facts))
  if (known && raw.cause === 'http') return known
  switch (raw.cause) {
    case 'http':
      return isAnswer(facts)
        ? { id: `${provider}.unparsable`, kind: 'malformed', match: {} }
        : { id: `${provider}.unknown`, kind: 'unknown', match: {} }
    case 'refused':
      return known ?? { id: `${provider}.refused`, kind: 'refused', match: {} }
    case 'truncated':
      return { id: `${provider}.truncated`, kind: 'malformed', match: {} }
    case 'unparsable':
      return { id: `${provider}.unparsable`, kind: 'malformed', match: {} }
    case 'timeout':
      return { id: `${provider}.timeout`, kind: 'timeout', match: {} }
    case 'network':
      return { id: `${provider}.network`, kind: 'unavailable', match: {} }
    case 'aborted':
      return { id: `${provider}.aborted`, kind: 'aborted', match: {} }
  }
}

/** When the call already knows that the model refused, only the rules that name the way of refusing matter. */
function fits(raw: RawFailure, rule: Rule): boolean {
  return raw.cause === 'http' || (raw.cause === 'refused' && rule.kind === 'refused')
}

/** A success that reports no error, yet somebody failed to use it. */
function isAnswer(facts: Facts): boolean {
  return facts.status !== null && facts.status >= 200 && facts.status < 300 && !facts.hasError
}

const DEFAULT_WORDS: Readonly<Record<RawFailure['cause'], string>> = {
  http: 'no reason given',
  timeout: 'no answer in time',
  network: 'no connection',
  aborted: 'the call was cancelled',
  refused: 'the model declined to answer',
  truncated: 'the answer was cut off at the length limit',
  unparsable: 'the answer is not what was asked for',
}

function messageOf(raw: RawFailure, facts: Facts, rule: Rule, secrets: readonly string[]): string {
  // A model's own words may repeat what a person told it: they have no place in a log.
  const isReport = raw.cause === 'http' && !isAnswer(facts)
  const words = [raw.note, isReport ? facts.message : ''].filter((part) => part !== undefined && part !== '')
  const line = (words.join(': ') || `${DEFAULT_WORDS[raw.cause]} (${rule.id})`).slice(0, BODY_LIMIT)
  // Control characters first: a key that they cut in pieces would not be recognised.
  return redact(line.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), secrets)
}

/** Postgres refuses NUL and halves of surrogate pairs. */
function storable(text: string, length: number): string {
  return text.replaceAll('\u0000', '\ufffd').slice(0, length).toWellFormed()
}
