'use server'

import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import { priceSchema } from './usage-schema.ts'
import { setPrice } from './usage-service.ts'

/** Sets what a model of a provider costs. */
export async function setProviderPrice(input: unknown): Promise<Result<null, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const price = priceSchema.safeParse(input)
  if (!price.success) {
    const fields = price.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return err(domainError('invalid', fields[0]?.message ?? 'That is no price.', { fields }))
  }
  const target = `provider-price/${price.data.provider}:${price.data.model}`
  return audited({ actor: actor.value, action: 'admin.set-provider-price', target }, () =>
    setPrice(actor.value, price.data),
  )
}
