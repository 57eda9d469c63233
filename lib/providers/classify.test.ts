import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hiddenFailure } from './classify/facts.ts'
import { readDuration } from './classify/timing.ts'
import { classify, RULES } from './classify.ts'
import { PROVIDERS } from './domain.ts'
import { FAILURE_KINDS, type FailureCause, type RawFailure, redact } from './failure.ts'
import { FIXTURES } from './fixtures.ts'

const NOW = Date.UTC(2026, 10, 20, 15, 30)

function http(
  status: number | null,
  body: object | string,
  headers: Record<string, string> = {},
): RawFailure {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body), cause: 'http' }
}

function fixture(provider: string, name: string) {
  const found = FIXTURES.find((entry) => entry.provider === provider && entry.name === name)
  if (!found) throw new Error(`No fixture ${provider}: ${name}`)
  return found
}

function classified(provider: string, name: string, now = NOW) {
  const { status, body, headers, provider: of } = fixture(provider, name)
  return classify(of, { status, headers, body, cause: 'http' }, now)
}

describe('the error table', () => {
  it.each(FIXTURES.map((entry) => [`${entry.provider}: ${entry.name}`, entry] as const))('%s', (_, entry) => {
    const { status, headers, body, expected } = entry
    const failure = classify(entry.provider, { status, headers, body, cause: 'http' }, NOW)
    expect({ kind: failure.kind, rule: failure.rule }).toEqual(expected)
    expect(failure.status).toBe(status)
    expect(failure.message.length).toBeGreaterThan(0)
    expect(failure.message).not.toMatch(/[\r\n]/)
  })

  it('has a fixture for every column of every provider', () => {
    for (const provider of PROVIDERS) {
      const kinds = new Set(
        FIXTURES.filter((entry) => entry.provider === provider).map((e) => e.expected.kind),
      )
      for (const kind of ['quota', 'rate', 'auth', 'bad-request', 'unavailable', 'malformed']) {
        expect([provider, kind, kinds.has(kind as never)]).toEqual([provider, kind, true])
      }
    }
  })

  it('says by the rules of the table alone what counts: nothing unknown is a strike', () => {
    for (const provider of PROVIDERS) {
      for (const status of [418, 451, 499]) {
        expect(classify(provider, http(status, { novelty: true }), NOW).kind).toBe('unknown')
      }
    }
  })

  it('names each rule after its provider', () => {
    for (const provider of PROVIDERS) {
      for (const rule of RULES[provider]) expect(rule.id).toMatch(new RegExp(`^${provider}\\.[a-z0-9_]+$`))
    }
  })
})

describe('causes that need no body', () => {
  const expected: [FailureCause, string, string][] = [
    ['timeout', 'timeout', 'timeout'],
    ['network', 'unavailable', 'network'],
    ['aborted', 'aborted', 'aborted'],
    ['refused', 'refused', 'refused'],
    ['truncated', 'malformed', 'truncated'],
    ['unparsable', 'malformed', 'unparsable'],
  ]
  it.each(expected)('%s', (cause, kind, rule) => {
    for (const provider of PROVIDERS) {
      const failure = classify(provider, { status: null, headers: {}, body: '', cause }, NOW)
      expect(failure).toMatchObject({ kind, rule: `${provider}.${rule}`, status: null, raw: '' })
    }
  })

  it('keeps the name of the way of refusing', () => {
    const body = fixture('gemini', 'HTTP 200, stopped for safety').body
    const failure = classify('gemini', { status: 200, headers: {}, body, cause: 'refused' }, NOW)
    expect(failure.rule).toBe('gemini.safety')
  })

  it('does not mistake a timeout for what the body says so far', () => {
    const { body } = fixture('openai', 'bad key')
    expect(classify('openai', { status: 401, headers: {}, body, cause: 'timeout' }, NOW).kind).toBe('timeout')
  })

  it('keeps the words of a model out of the message', () => {
    const { body } = fixture('openai', 'prose instead of JSON')
    for (const cause of ['http', 'unparsable', 'timeout'] as const) {
      const failure = classify('openai', { status: 200, headers: {}, body, cause }, NOW)
      expect(failure.message).not.toContain('forecast')
      expect(failure.message).not.toContain('{')
    }
  })

  it('puts our own note before the words of the provider', () => {
    const raw: RawFailure = { ...http(null, ''), cause: 'timeout', note: 'no first byte within 5000 ms' }
    expect(classify('groq', raw, NOW).message).toBe('no first byte within 5000 ms')
  })
})

describe('when a limit renews', () => {
  it('reads the wait that Groq writes into its message', () => {
    const { headers: _, ...rest } = fixture('groq', 'quota: tokens per day')
    const failure = classify('groq', { ...rest, headers: {}, cause: 'http' }, NOW)
    expect(failure.retryAfterMs).toBe(432_000)
    expect(failure.resetsAtMs).toBe(NOW + 432_000)
  })

  it('prefers the header to the words, and leaves the limit per minute out of a limit per day', () => {
    expect(classified('groq', 'quota: tokens per day').retryAfterMs).toBe(433_000)
    expect(classified('groq', 'quota: requests per day').retryAfterMs).toBe(86_400)
  })

  it('takes midnight in California for a daily quota of Gemini, not the seconds of its retry hint', () => {
    const failure = classified('gemini', 'quota: requests per day')
    expect(failure.retryAfterMs).toBeNull()
    expect(new Date(failure.resetsAtMs ?? 0).toISOString()).toBe('2026-11-21T08:00:00.000Z')
  })

  it.each([
    ['summer', '2026-07-01T12:00:00Z', '2026-07-02T07:00:00.000Z'],
    ['just before midnight', '2026-07-02T06:59:59.999Z', '2026-07-02T07:00:00.000Z'],
    ['at midnight', '2026-07-02T07:00:00.000Z', '2026-07-03T07:00:00.000Z'],
    ['the day the clocks go back', '2026-11-01T08:30:00Z', '2026-11-02T08:00:00.000Z'],
    ['the day the clocks go forward', '2026-03-08T09:00:00Z', '2026-03-09T07:00:00.000Z'],
  ])('midnight in California: %s', (_, now, midnight) => {
    const failure = classified('gemini', 'quota: requests per day', Date.parse(now))
    expect(new Date(failure.resetsAtMs ?? 0).toISOString()).toBe(midnight)
  })

  it('takes midnight UTC for the neurons of Cloudflare and the first of the month for the spend limit of Groq', () => {
    expect(classified('cloudflare', 'quota: free neurons of the day').resetsAtMs).toBe(Date.UTC(2026, 10, 21))
    expect(classified('groq', 'quota: spend limit').resetsAtMs).toBe(Date.UTC(2026, 11, 1))
  })

  it('does not invent a time where nobody names one', () => {
    expect(classified('openai', 'quota: prepaid credits exhausted')).toMatchObject({
      retryAfterMs: null,
      resetsAtMs: null,
    })
    expect(classified('huggingface', 'quota: credits of the month').resetsAtMs).toBeNull()
  })

  it('does not take the reset headers of the limit per minute for the end of a spent quota', () => {
    const { body, status } = fixture('openai', 'quota: no credit left, told by the type alone')
    const failure = classify('openai', http(status, body, { 'x-ratelimit-reset-requests': '1s' }), NOW)
    expect(failure).toMatchObject({ kind: 'quota', retryAfterMs: null, resetsAtMs: null })
  })

  it.each<[string, Record<string, string>, number | null]>([
    ['milliseconds', { 'retry-after-ms': '1212', 'retry-after': '9' }, 1212],
    ['seconds', { 'Retry-After': '7' }, 7000],
    ['a date', { 'retry-after': new Date(NOW + 90_000).toUTCString() }, 90_000],
    ['a date that has passed', { 'retry-after': new Date(NOW - 90_000).toUTCString() }, 0],
    [
      'the exhausted one of two limits',
      {
        'x-ratelimit-reset-requests': '6m0s',
        'x-ratelimit-remaining-requests': '44',
        'x-ratelimit-reset-tokens': '850ms',
        'x-ratelimit-remaining-tokens': '0',
      },
      850,
    ],
    [
      'the longer one when neither is said to be exhausted',
      {
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-reset-tokens': '7.66s',
      },
      179_560,
    ],
    ['a moment in Unix seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 30) }, 30_000],
    ['the draft header', { ratelimit: '"api";r=0;t=189' }, 189_000],
    ['nonsense', { 'retry-after': 'soon', 'x-ratelimit-reset-tokens': '-' }, null],
    ['a wait of years', { 'retry-after': '999999999' }, null],
  ])('reads from headers: %s', (_, headers, wait) => {
    const failure = classify('openai', http(429, '', headers), NOW)
    expect(failure.retryAfterMs).toBe(wait)
    expect(failure.resetsAtMs).toBe(wait === null ? null : NOW + wait)
  })

  it.each<[string, number | null]>([
    ['7m12s', 432_000],
    ['1h2m3s', 3_723_000],
    ['36.488s', 36_488],
    ['850ms', 850],
    ['24', 24_000],
    ['20 seconds', 20_000],
    ['2 minutes', 120_000],
    ['', null],
    ['later', null],
  ])('reads the duration %s', (text, ms) => {
    const read = readDuration(text)
    expect(read === null ? null : Math.round(read)).toBe(ms)
  })

  it('keeps a wait beside an overload, without taking it for a limit that renews', () => {
    expect(classified('huggingface', 'overloaded')).toMatchObject({ retryAfterMs: 20_500, resetsAtMs: null })
  })
})

describe('what HTTP 200 hides', () => {
  it.each(
    FIXTURES.filter((entry) => entry.status === 200).map(
      (entry) => [`${entry.provider}: ${entry.name}`, entry] as const,
    ),
  )('%s', (_, { body, expected }) => {
    const hidden = hiddenFailure(JSON.parse(body))
    if (expected.rule.endsWith('.unparsable')) expect(hidden).toBeNull()
    else expect(hidden).not.toBeNull()
  })
})

describe('keys', () => {
  const key = 'sk-proj-Zq8vT1mBf3LxW0aYk7Rd'

  it.each([
    ['whole', `Incorrect API key provided: ${key}.`],
    ['masked by the provider', 'Incorrect API key provided: sk-proj-****************k7Rd. Check it.'],
    ['shortened by the provider', 'Incorrect API key provided: sk-p...k7Rd. Check it.'],
    ['in a header', `{"headers":{"Authorization":"Bearer ${key}"}}`],
    ['cut off at the end', `Key ${key.slice(0, 18)}`],
  ])('are hidden: %s', (_, text) => {
    const clean = redact(text, [key])
    expect(clean).toContain('[redacted]')
    expect(clean).not.toContain('k7Rd')
    expect(clean).not.toContain('Zq8v')
  })

  it('are hidden even when nobody configured them', () => {
    for (const text of [
      'https://generativelanguage.googleapis.com/v1beta/models?key=AbCdEf123456',
      'bearer abc.def.ghi',
      'gsk_0123456789abcdefABCDEF',
      'hf_0123456789abcdefABCDEF',
      'AIzaSyD-0123456789abcdefABCDEF',
      '"x-goog-api-key": "0123456789abcdef"',
    ]) {
      expect(redact(text, [])).toMatch(/\[redacted\]/)
      expect(redact(text, [])).not.toMatch(/123456|abc\.def/)
    }
  })

  it('leave ordinary words alone', () => {
    const text =
      'Rate limit reached for gpt-5.4-mini on tokens per min (TPM). Please try again in 1.2s… or later.'
    expect(redact(text, [key])).toBe(text)
  })
})

describe('whatever comes in', () => {
  const key = fc.stringMatching(/^[A-Za-z0-9_-]{12,60}$/)
  const json = fc.json({ maxDepth: 4 })
  const withKey = fc.record({
    key,
    before: fc.oneof(
      json,
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...FIXTURES.map((entry) => entry.body)),
    ),
    after: fc.string({ unit: 'binary' }),
    place: fc.constantFrom('plain', 'message', 'string', 'url', 'bearer'),
  })
  const body = withKey.map(({ key: planted, before, after, place }) => {
    const text = {
      plain: `${before}${planted}${after}`,
      message: JSON.stringify({ error: { message: `${before} ${planted}${after}`, code: planted } }),
      string: JSON.stringify({ errors: [{ code: 1, message: planted }], error: planted }),
      url: `<html><title>${after}?key=${planted}&x</title>${before}`,
      bearer: `${before}Bearer ${planted}`,
    }[place]
    return { planted, text }
  })

  it('there is a valid failure, and no key in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROVIDERS),
        fc.option(fc.integer({ min: -1, max: 1000 }), { nil: null }),
        fc.dictionary(
          fc.oneof(fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset-tokens'), fc.string()),
          fc.oneof(fc.string(), fc.double().map(String)),
        ),
        body,
        fc.constantFrom<FailureCause[]>(
          'http',
          'timeout',
          'network',
          'aborted',
          'refused',
          'truncated',
          'unparsable',
        ),
        fc.oneof(fc.constant(NOW), fc.double(), fc.constant(Number.NaN)),
        (provider, status, headers, { planted, text }, cause, now) => {
          const raw: RawFailure = { status, headers, body: text, cause, note: `x${planted}` }
          const failure = classify(provider, raw, now, [planted])
          expect(FAILURE_KINDS).toContain(failure.kind)
          expect(failure.rule.startsWith(`${provider}.`)).toBe(true)
          expect(failure.status).toBe(status)
          expect(failure.message.length).toBeLessThanOrEqual(300)
          expect(failure.raw.length).toBeLessThanOrEqual(4000)
          for (const ms of [failure.retryAfterMs, failure.resetsAtMs]) {
            expect(ms === null || Number.isFinite(ms)).toBe(true)
          }
          expect(failure.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0)
          expect(JSON.stringify(failure)).not.toContain(planted)
          for (const text of [failure.raw, failure.message]) {
            expect(text).not.toContain('\u0000')
            expect(text.isWellFormed()).toBe(true)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('judges 64 kB of nested brackets or of almost-keys within a moment', () => {
    const started = performance.now()
    for (const text of [
      '['.repeat(65_000),
      '{"a":'.repeat(13_000),
      'a'.repeat(65_000),
      'sk-'.repeat(21_000),
      '*'.repeat(65_000),
    ]) {
      classify('openai', http(500, text), NOW, ['sk-proj-Zq8vT1mBf3LxW0aYk7Rd'])
    }
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
