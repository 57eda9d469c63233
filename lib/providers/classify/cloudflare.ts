import type { Rule } from './rule.ts'

/**
 * Cloudflare's envelope `{success, errors: [{code, message}]}`.
 * Source: developers.cloudflare.com/workers-ai/platform/errors; free neurons renew at 00:00 UTC (…/pricing).
 */
export const CLOUDFLARE_RULES: readonly Rule[] = [
  // Documented as 3036, seen as 4006 with the same words.
  {
    id: 'cloudflare.daily_allocation',
    kind: 'quota',
    match: { codes: ['3036', '4006'] },
    resets: 'midnight-utc',
  },
  {
    id: 'cloudflare.daily_allocation',
    kind: 'quota',
    match: { text: /daily free allocation/i },
    resets: 'midnight-utc',
  },
  { id: 'cloudflare.out_of_capacity', kind: 'rate', match: { codes: ['3040'] }, resets: 'named' },

  // 1000 and 9109: invalid token; 6003 and 6111: a token of the wrong form; 3023: account blocked.
  {
    id: 'cloudflare.authentication',
    kind: 'auth',
    match: { codes: ['10000', '10001', '1000', '9106', '9109', '6003', '6111', '3023'] },
  },
  // 7000 and 7003: no route, which is how a wrong account id shows.
  { id: 'cloudflare.account_missing', kind: 'auth', match: { codes: ['7000', '7003'] } },

  {
    id: 'cloudflare.model_missing',
    kind: 'bad-request',
    match: { codes: ['5007', '3042', '5016', '5018', '3041'] },
  },
  { id: 'cloudflare.json_mode_unmet', kind: 'malformed', match: { codes: ['5024'] } },
  { id: 'cloudflare.json_mode_unmet', kind: 'malformed', match: { text: /JSON mode couldn't be met/i } },
  { id: 'cloudflare.timeout', kind: 'unavailable', match: { codes: ['3007', '3008'] } },
  { id: 'cloudflare.timeout', kind: 'unavailable', match: { status: [408] } },
  {
    id: 'cloudflare.invalid_request',
    kind: 'bad-request',
    match: { codes: ['3003', '3006', '3039', '5004', '5005', '5006', '5019', '5021'] },
  },
]
