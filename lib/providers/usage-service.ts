import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { getStaffSettings } from '#lib/settings/service.ts'
import { ADAPTERS } from './adapters.ts'
import { readBudget, readUsage, type Usage } from './call-repo.ts'
import { configuredProviders } from './configuration.ts'
import { PROVIDERS, type ProviderName } from './domain.ts'
import { AI_LOCK } from './lock-repo.ts'
import * as prices from './price-repo.ts'
import type { Price, ProviderUsage } from './usage-schema.ts'

const MICROS = 1_000_000

/** What was asked of each model since midnight (UTC), and what that cost by the prices that staff have set. */
export async function getUsage(actor: Actor, now = new Date()): Promise<Result<ProviderUsage, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see what the providers cost.'))
  const since = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  const [used, known, budget, settings] = await Promise.all([
    readUsage(AI_LOCK, since),
    prices.listPrices(),
    readBudget(since),
    getStaffSettings(),
  ])
  const priceOf = new Map(known.map((price) => [keyOf(price), price]))
  const items = withUnused(used, known).map((usage) => itemOf(usage, priceOf.get(keyOf(usage))))
  const sum = (of: (item: ProviderUsage['items'][number]) => number) =>
    items.reduce((total, item) => total + of(item), 0)
  const isPriced = items.every(({ cost, answered }) => cost !== null || answered === 0)
  return ok({
    since: since.toISOString(),
    items,
    total: {
      calls: sum(({ calls }) => calls),
      answered: sum(({ answered }) => answered),
      failed: sum(({ failed }) => failed),
      tokens_in: sum(({ tokens_in }) => tokens_in),
      tokens_out: sum(({ tokens_out }) => tokens_out),
      cost: isPriced ? sum(({ cost }) => cost ?? 0) : null,
    },
    budget: {
      calls: { used: budget.calls, limit: settings.aiCallsPerDay },
      tokens: { used: budget.tokens, limit: settings.aiTokensPerDay },
    },
  })
}

/** Sets what a model costs from now on; what was used earlier today is counted by it too. */
export async function setPrice(actor: Actor, price: Price): Promise<Result<null, DomainError>> {
  if (actor.role !== 'admin') return err(domainError('forbidden', 'Only admins set prices.'))
  await prices.writePrice({
    provider: price.provider,
    model: price.model,
    microsIn: Math.round(price.dollarsInPerMillion * MICROS),
    microsOut: Math.round(price.dollarsOutPerMillion * MICROS),
    updatedBy: actor,
  })
  return ok(null)
}

type ModelKey = { readonly provider: ProviderName; readonly model: string }

const keyOf = ({ provider, model }: ModelKey) => JSON.stringify([provider, model])

/** Models that would be asked, or have a price, stand there too: a price can be set before the first call. */
function withUnused(used: readonly Usage[], priced: readonly ModelKey[]): Usage[] {
  const values = env()
  const configured = configuredProviders().map((provider) => ({
    provider,
    model: ADAPTERS[provider].modelName(values),
  }))
  const all = new Map(used.map((usage) => [keyOf(usage), usage]))
  for (const { provider, model } of [...configured, ...priced]) {
    const key = keyOf({ provider, model })
    if (!all.has(key)) all.set(key, { provider, model, ...NOTHING })
  }
  return [...all.values()].sort(
    (a, b) =>
      PROVIDERS.indexOf(a.provider) - PROVIDERS.indexOf(b.provider) || a.model.localeCompare(b.model, 'en'),
  )
}

const NOTHING = { calls: 0, answered: 0, uncounted: 0, tokensIn: 0, tokensOut: 0 }

function itemOf(usage: Usage, price: prices.PriceRow | undefined): ProviderUsage['items'][number] {
  const { provider, model, calls, answered, uncounted, tokensIn, tokensOut } = usage
  return {
    provider,
    model,
    calls,
    answered,
    failed: calls - answered,
    uncounted,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    price: price
      ? {
          dollars_in_per_million: price.microsIn / MICROS,
          dollars_out_per_million: price.microsOut / MICROS,
          set_by: price.updatedBy.name,
          set_at: price.updatedAt.toISOString(),
        }
      : null,
    cost: price ? (tokensIn * price.microsIn + tokensOut * price.microsOut) / MICROS / MICROS : null,
  }
}
