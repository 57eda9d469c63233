import type { ProviderName } from '../domain.ts'
import { REFUSALS, TRUNCATIONS } from './facts.ts'
import { type Rule, statuses } from './rule.ts'

/** What every HTTP service means by its status and every model by its stop reason, after the provider's own rules. */
export function commonRules(provider: ProviderName): readonly Rule[] {
  return [
    { id: `${provider}.refused`, kind: 'refused', match: { stops: REFUSALS } },
    { id: `${provider}.truncated`, kind: 'malformed', match: { stops: TRUNCATIONS } },
    { id: `${provider}.unauthorized`, kind: 'auth', match: { status: [401] } },
    // A page instead of JSON is a firewall on the way, which says nothing of the key.
    { id: `${provider}.forbidden`, kind: 'auth', match: { status: [403], shape: ['json'] } },
    { id: `${provider}.payment_required`, kind: 'quota', match: { status: [402] } },
    { id: `${provider}.rate_limit`, kind: 'rate', match: { status: [429] }, resets: 'named' },
    { id: `${provider}.request_timeout`, kind: 'timeout', match: { status: [408] } },
    { id: `${provider}.model_missing`, kind: 'bad-request', match: { status: [404], text: /model/i } },
    { id: `${provider}.not_found`, kind: 'bad-request', match: { status: [404, 405, 410] } },
    {
      id: `${provider}.gateway`,
      kind: 'unavailable',
      match: { status: [502, 503, 504, ...statuses(520, 530)] },
    },
    { id: `${provider}.server_error`, kind: 'unavailable', match: { status: statuses(500, 599) } },
    {
      id: `${provider}.bad_request`,
      kind: 'bad-request',
      match: { status: [400, 406, 409, 411, 413, 414, 415, 422, 431] },
    },
    // Calls never follow a redirect: it would carry the key to another address.
    { id: `${provider}.redirected`, kind: 'bad-request', match: { status: statuses(300, 399) } },
  ]
}
